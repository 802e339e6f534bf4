"""The transaction id under which Google Messages keeps an RCS message among the MMS: a small protobuf.

By paths of field numbers: 1.1 is the app, 1.2.2.5 the message's id, 1.2.2.2.1 its group's, 1.2.2.2.2 the group's name.
"""

from base64 import b64encode
from typing import Final

APP: Final = "com.google.android.apps.messaging"
LENGTH_DELIMITED: Final = 2
SEVEN_BITS: Final = 0x7F


def transaction(message: str, group: str | None, name: str | None) -> str:
    """'proto:' and what says which message of which group it is."""
    place = _field(2, _text(1, group) + (_text(2, name) if name else b"")) if group else b""
    inner = _field(2, place + _text(5, message))
    return "proto:" + b64encode(_field(1, _text(1, APP + ".") + _field(2, inner))).decode()


def _text(number: int, value: str) -> bytes:
    return _field(number, value.encode("utf-8", "replace"))


def _field(number: int, value: bytes) -> bytes:
    return bytes([number << 3 | LENGTH_DELIMITED]) + _varint(len(value)) + value


def _varint(number: int) -> bytes:
    low, more = number & SEVEN_BITS, number >> 7
    return bytes([low | SEVEN_BITS + 1]) + _varint(more) if more else bytes([low])

"""RCS messages that Google Messages mirrors among the MMS: their transaction id holds a small protobuf.

By paths of field numbers: 1.2.2.5 is the RCS message's id, 1.2.2.2.1 the group's, 1.2.2.2.2 its name. A row is RCS if
and only if it has the first: ordinary MMS of the same app have a protobuf too.
"""

import re
from binascii import Error, a2b_base64
from functools import lru_cache
from typing import Final

from msgspec import Struct

from owntexts.sources.malformed import Malformed
from owntexts.sources.protobuf import first

PREFIX: Final = "proto:"
LONGEST: Final = 64 << 10
LONGEST_NAME: Final = 255
GROUP_ADDRESS: Final = re.compile(r"group_[0-9]+@rcs\.google\.com", re.IGNORECASE)
"""Where a row names a group instead of a person."""

_MIRROR: Final = (1, 2, 2)
_MESSAGE, _GROUP, _ID, _NAME = 5, 2, 1, 2


class Mirrored(Struct, frozen=True, gc=False):
    """What the transaction id of a mirrored message says: its own id, and its group's id and name where it has one."""

    message: str
    group: str | None = None
    name: str | None = None


def mirrored(transaction: str | None) -> Mirrored | None:
    """None for an ordinary MMS, and for what cannot be read."""
    if transaction is None or not transaction.startswith(PREFIX) or len(transaction) > LONGEST:
        return None
    return _decoded(transaction)


@lru_cache(maxsize=1_024)
def _decoded(transaction: str) -> Mirrored | None:
    try:
        mirror = _inside(a2b_base64(transaction.removeprefix(PREFIX)), _MIRROR)
        message = _text(first(mirror, _MESSAGE))
        group = first(mirror, _GROUP) if message else None
        if not message or not isinstance(group, bytes):
            return Mirrored(message) if message else None
        name = _text(first(group, _NAME))
        return Mirrored(message, _text(first(group, _ID)), name[:LONGEST_NAME] if name else None)
    except (Malformed, Error, ValueError):
        return None


def _inside(blob: bytes, path: tuple[int, ...]) -> bytes:
    for number in path:
        found = first(blob, number)
        blob = found if isinstance(found, bytes) else b""
    return blob


def _text(value: float | bytes | None) -> str | None:
    return value.decode("utf-8", "replace") if isinstance(value, bytes) and value else None

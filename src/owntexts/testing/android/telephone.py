"""How a telephone keeps a life in its tables, before any app exports them: the values of its columns."""

import base64
import hashlib
from collections.abc import Iterable, Iterator
from typing import Any, Final

from owntexts.testing.life import File, Life, Message

INBOX, SENT = 1, 2
FROM, TO, CC = 137, 151, 130
SENT_REQUEST, RETRIEVED = 128, 132
ME: Final = "insert-address-token"
SMIL: Final = '<smil><body><par dur="5000ms"><text src="text_0.txt"/></par></body></smil>'

Columns = dict[str, Any]


def texts(life: Life) -> Iterator[tuple[Message, Columns]]:
    """The rows of the table sms."""
    return ((one, _text(one)) for one in life.messages if one.service == "SMS")


def multimedia(life: Life) -> Iterator[tuple[Message, Columns]]:
    """The rows of the table pdu."""
    return ((one, _pdu(one)) for one in life.messages if one.service != "SMS")


def _text(one: Message) -> Columns:
    return {
        "_id": one.number + 1,
        "thread_id": 1,
        "address": one.talk.others[0].address,
        "date": one.at,
        "date_sent": 0 if one.mine else one.at // 1000 * 1000,
        "protocol": 0,
        "read": int(one.read),
        "status": -1,
        "type": SENT if one.mine else INBOX,
        "body": one.text,
        "locked": 0,
        "sub_id": 1,
        "seen": 1,
    }


def _pdu(one: Message) -> Columns:
    return {
        "_id": one.number + 1,
        "thread_id": 1,
        "date": one.seconds,
        "date_sent": 0 if one.mine else one.seconds,
        "msg_box": SENT if one.mine else INBOX,
        "read": int(one.read),
        "m_id": one.id and f"{one.id}@mmsc" if one.service == "MMS" else None,
        "sub": one.subject and one.subject.encode().decode("latin-1"),
        "sub_cs": 106 if one.subject else None,
        "ct_t": "application/vnd.wap.multipart.related",
        "m_type": SENT_REQUEST if one.mine else RETRIEVED,
        "tr_id": mirror(one) if one.service == "RCS" else one.id,
        "creator": "com.google.android.apps.messaging",
        "text_only": int(not one.files),
        "locked": 0,
        "sub_id": 1,
        "seen": 1,
    }


def addresses(one: Message, me: str) -> list[tuple[str, int]]:
    """The rows of the table addr."""
    others = [person.address for person in one.talk.others]
    copied = [(other, CC) for other in others] if one.service == "RCS" else []
    if one.sender is None:
        sender = me if one.service == "RCS" else ME
        return [(sender, FROM), *((other, TO) for other in others), *copied]
    rest = [] if one.service == "RCS" else [other for other in others if other != one.sender.address]
    return [(one.sender.address, FROM), *((other, TO) for other in (me, *rest)), *copied]


def parts(one: Message) -> list[tuple[Columns, File | None]]:
    """The rows of the table part; of a file with what it holds."""
    rows: list[tuple[Columns, File | None]] = [(_part(-1, "application/smil", "smil.xml", SMIL), None)]
    if one.text:
        rows.append((_part(0, "text/plain", "text_0.txt", one.text), None))
    rows += [(_part(number, file.mime, file.name, None), file) for number, file in enumerate(one.files, start=1)]
    return rows


def _part(sequence: int, mime: str, location: str, text: str | None) -> Columns:
    return {
        "seq": sequence,
        "ct": mime,
        "name": location,
        "chset": 106 if text else None,
        "cd": None,
        "fn": None,
        "cid": f"<{location}>",
        "cl": location,
        "ctt_s": None,
        "ctt_t": None,
        "text": text,
    }


def mirror(one: Message) -> str:
    """The transaction id that Google Messages gives an RCS message among the MMS."""
    group = b""
    if one.talk.rcs_group:
        told = ((1, one.talk.rcs_group), (2, one.talk.name or ""), (4, "sip:group@rcs.example"))
        group = _field(2, b"".join(_field(number, text.encode()) for number, text in told))
    inner = _field(2, group + _field(5, (one.id or "").encode()))
    outer = _field(1, b"com.google.android.apps.messaging.") + _field(2, inner)
    return "proto:" + base64.b64encode(_field(1, outer)).decode()


def _field(number: int, value: bytes) -> bytes:
    return _varint(number << 3 | 2) + _varint(len(value)) + value


def _varint(number: int) -> bytes:
    low = bytes([number & 0x7F])
    return bytes([low[0] | 0x80]) + _varint(number >> 7) if number > 0x7F else low


def in_lines(data: bytes, width: int = 76) -> str:
    """Base64 with a line break after each line, as Android's default writes it."""
    whole = base64.b64encode(data).decode()
    return "".join(whole[start : start + width] + "\n" for start in range(0, len(whole), width))


def known(columns: Iterable[tuple[str, Any]]) -> Columns:
    """The columns that have a value."""
    return {name: value for name, value in columns if value is not None}


def fixed(size: int) -> bytes:
    """Bytes in the place of random ones, so that what is made up is the same each time."""
    return hashlib.shake_128(size.to_bytes(4, "big")).digest(size)

"""What the attributes of a record say. Where a value is missing the app writes the word null."""

from collections.abc import Mapping
from hashlib import blake2b
from typing import Final

from msgspec.msgpack import encode

from owntexts.model.observations import Problem
from owntexts.sources.sms_backup_restore.records import Attributes, Record
from owntexts.sources.telephony import fields
from owntexts.sources.telephony.calls import call
from owntexts.sources.telephony.payload import NO_BASE64, Summary
from owntexts.sources.telephony.rows import Address, Entry, MultimediaRow, NativeRow, PartRow, TextRow

NULL: Final = "null"
DIGEST_BYTES: Final = 16

Values = Mapping[int, Summary]


def entry(number: int, where: str, record: Record, values: Values, document: int) -> Entry | Problem:
    """The row of a record; `values` are those that were cut out of its parts, by their number in the document."""
    moment = (fields.mms_time if record.tag == "mms" else fields.milliseconds)(_value(record.attributes, "date"))
    if moment is None:
        return Problem(number, where, "its date is no number")
    parts, said = _parts(record, values, document)
    return Entry(number, where, _digest(record, values), _row(record, moment, parts), (*moment.said, *said))


def _row(record: Record, moment: fields.Moment, parts: tuple[PartRow, ...]) -> NativeRow:
    of = record.attributes
    if record.tag == "sms":
        return _text_row(of, moment)
    if record.tag == "call":
        kind, seconds = fields.whole(_value(of, "type")), fields.whole(_value(of, "duration"))
        return call(kind, _value(of, "number"), moment, seconds)
    return MultimediaRow(
        box=fields.whole(_value(of, "msg_box")),
        written=moment.written,
        at=moment.at,
        message_type=fields.whole(_value(of, "m_type")),
        transaction=_value(of, "tr_id"),
        message_id=_value(of, "m_id"),
        addresses=tuple(_addresses(record)),
        address=_value(of, "address"),
        subject=fields.subject(_value(of, "sub"), _value(of, "sub_cs")),
        parts=parts,
        sent_at=fields.sent_time(_value(of, "date_sent")),
        read=fields.flag(_value(of, "read")),
        locked=fields.flag(_value(of, "locked")),
    )


def _text_row(of: Attributes, moment: fields.Moment) -> TextRow:
    return TextRow(
        box=fields.whole(_value(of, "type")),
        address=_value(of, "address"),
        written=moment.written,
        at=moment.at,
        body=of.get("body", ""),
        sent_at=fields.sent_time(_value(of, "date_sent")),
        read=fields.flag(_value(of, "read")),
        locked=fields.flag(_value(of, "locked")),
        status=fields.whole(_value(of, "status")),
        subject=_value(of, "subject"),
    )


def _addresses(record: Record) -> list[Address]:
    told = ((_value(of, "address"), fields.whole(_value(of, "type"))) for of in record.addresses)
    return [Address(address, role) for address, role in told if address]


def _parts(record: Record, values: Values, document: int) -> tuple[tuple[PartRow, ...], tuple[str, ...]]:
    rows = tuple(_part(of, _taken(of, values), document) for of in record.parts)
    said = (f"part {number}: {row.trouble}" for number, row in enumerate(rows, start=1) if row.trouble)
    return rows, tuple(said)


def _part(of: Attributes, taken: tuple[int, Summary] | None, document: int) -> PartRow:
    has_data = taken is not None and not taken[1].is_absent
    number, value = taken or (0, None)
    size = value.size if value and has_data else None
    return PartRow(
        mime=fields.mime(_value(of, "ct")),
        text=_value(of, "text"),
        name=_value(of, "name") or _value(of, "fn"),
        location=_value(of, "cl"),
        content_id=fields.content_id(_value(of, "cid")),
        sequence=fields.whole(_value(of, "seq")) or 0,
        size=size,
        place=f"{document}/{number}/{value.mark}" if value and size is not None else None,
        trouble=NO_BASE64 if has_data and size is None else None,
    )


def _taken(of: Attributes, values: Values) -> tuple[int, Summary] | None:
    """The value that was cut out of a part: its number stands in its place."""
    number = fields.whole(of.get("data"))
    return (number, values[number]) if number is not None and number in values else None


def _value(of: Attributes, name: str) -> str | None:
    value = of.get(name)
    return None if value is None or value in {NULL, ""} else value


def _digest(record: Record, values: Values) -> bytes:
    marks = [value[1].mark for of in record.parts if (value := _taken(of, values))]
    told = encode([record.tag, record.attributes, record.parts, record.addresses, marks])
    return blake2b(told, digest_size=DIGEST_BYTES).digest()

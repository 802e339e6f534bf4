"""What the attributes of a record say. Where a value is missing the app writes the word null."""

from collections.abc import Mapping
from typing import Final

from msgspec.msgpack import encode

from owntexts.sources.sms_backup_restore.records import Attributes, Record
from owntexts.sources.telephony import columns, fields
from owntexts.sources.telephony.parts import PLAIN_TEXT
from owntexts.sources.telephony.payload import NO_BASE64, Summary
from owntexts.sources.telephony.rows import PartRow, Read

MISSING: Final = frozenset({"null", ""})
BODY: Final = "body"
TEXT: Final = "text"

Summaries = Mapping[int, Summary]


def entry(number: int, where: str, record: Record, values: Summaries, document: int, *, own: str | None = None) -> Read:
    """The row of a record; `values` are those that were cut out of its parts, by their number in the document."""
    of = _present(record.attributes)
    if BODY in record.attributes:
        of[BODY] = record.attributes[BODY]
    return columns.entry(
        number,
        where,
        record.tag,
        of,
        raw=encode([record.tag, record.attributes, record.parts, record.addresses]),
        addresses=filter(None, map(columns.address, map(_present, record.addresses))),
        parts=tuple(_part(each, values, document) for each in record.parts),
        own=own,
    )


def _part(of: Attributes, values: Summaries, document: int) -> PartRow:
    number = fields.whole(of.get("data"))
    value = values.get(number) if number is not None else None
    if value is None or value.is_absent:
        return columns.part(_present(of) | _words(of))
    if value.size is None:
        return columns.part(_present(of), trouble=NO_BASE64)
    return columns.part(_present(of), size=value.size, place=f"{document}/{number}/{value.mark}")


def _words(of: Attributes) -> Attributes:
    """A text part that has nothing else says what stands there, were it the word null."""
    return {TEXT: of[TEXT]} if TEXT in of and fields.mime(of.get("ct")) == PLAIN_TEXT else {}


def _present(of: Attributes) -> Attributes:
    return {name: value for name, value in of.items() if value not in MISSING}

"""What the rows of a phone's tables say."""

from typing import Final

from msgspec.json import encode

from owntexts.model.observations import Problem
from owntexts.sources.telephony import columns, fields
from owntexts.sources.telephony.columns import Table
from owntexts.sources.telephony.fields import Fields
from owntexts.sources.telephony.rows import PartRow, Read

TABLE_ROWS: Final = 1 << 48
PLACES: Final[dict[Table, int]] = {"sms": 0, "mms": 1, "call": 2}
UNTOLD: Final = "its row could not be told from its neighbours"


def entry(table: Table, of: Fields, parts: list[Fields], addresses: list[Fields]) -> Read:
    """The row of a table, under a number of its own among all tables."""
    one = fields.whole(of.get("_id")) or 0
    number, where = PLACES[table] * TABLE_ROWS + one, f"{table} {one}"
    if "date" not in of:
        return Problem(number, where, UNTOLD)
    return columns.entry(
        number,
        where,
        table,
        of,
        raw=encode([of, parts, addresses]),
        addresses=filter(None, map(columns.address, addresses)),
        parts=tuple(map(_part, parts)),
    )


def _part(of: Fields) -> PartRow:
    """A part; the phone has a file for it where it has no text."""
    return columns.part(of, place=of["_id"] if of.get("_data") and not of.get("text") else None)

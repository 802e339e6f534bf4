"""What an object says. Newer versions name their keys otherwise than the telephone's columns, older ones alike."""

from collections.abc import Mapping
from typing import Any, Final

from owntexts.model.observations import Problem
from owntexts.sources.telephony import columns, fields
from owntexts.sources.telephony.columns import Table
from owntexts.sources.telephony.fields import Fields
from owntexts.sources.telephony.json_rows import Object
from owntexts.sources.telephony.json_values import Summaries, found
from owntexts.sources.telephony.rows import Address, PartRow, Read

MOST: Final = 20_000
TABLES: Final[Mapping[str, Table]] = {"sms": "sms", "mms": "mms"}
COLUMNS: Final = {
    "dateSent": "date_sent",
    "messageType": "m_type",
    "messageBox": "msg_box",
    "transactionId": "tr_id",
    "subject": "sub",
    "subjectCharSet": "sub_cs",
    "message_type": "m_type",
    "message_box": "msg_box",
    "transaction_id": "tr_id",
    "subject_char_set": "sub_cs",
}
PART_COLUMNS: Final = {
    "contentType": "ct",
    "contentId": "cid",
    "contentLocation": "cl",
    "filename": "fn",
    "sequenceOrder": "seq",
    "content_type": "ct",
    "content_id": "cid",
    "content_location": "cl",
    "sequence_order": "seq",
}


class Rows:
    """Makes rows of objects; `values` are the long strings that went by."""

    def __init__(self, values: Summaries) -> None:
        self._values = values

    def entry(self, number: int, where: str, one: Object, of: Fields) -> Read:
        """The row of an object."""
        table = TABLES.get(str(of.get("backupType", one.within)))
        if table is None:
            return Problem(number, where, "it is neither a text nor an MMS")
        parts = parts_of(of)
        return columns.entry(
            number,
            where,
            table,
            _named(of, COLUMNS) | {"locked": _locked(of)},
            raw=one.data,
            addresses=_addresses(of),
            parts=tuple(self._part(number, place, part) for place, part in enumerate(parts)),
        )

    def _part(self, number: int, place: int, of: Fields) -> PartRow:
        named = _named(of, PART_COLUMNS)
        if named.get("text"):
            return columns.part(named)
        told = found(f"{number}/{place}", fields.mime(named.get("ct")), of.get("data"), self._values)
        return columns.part(named, size=told.size, place=told.place, trouble=told.trouble)


def parts_of(of: Fields) -> list[Fields]:
    """The parts of an MMS."""
    return _objects(of.get("parts"))


def _addresses(of: Fields) -> list[Address]:
    return [found for each in _objects(of.get("addresses")) if (found := columns.address(each))]


def _named(of: Fields, names: Mapping[str, str]) -> dict[str, Any]:
    """The same under the names of the telephone's columns."""
    return {names.get(name, name): value for name, value in of.items()}


def _locked(of: Fields) -> int | None:
    """Versions before 2026 wrote the wrong column here, so that only 0 and 1 mean something."""
    return 1 if fields.whole(of.get("locked")) == 1 else None


def _objects(value: Any) -> list[Fields]:
    return [each for each in value[:MOST] if isinstance(each, dict)] if isinstance(value, list) else []

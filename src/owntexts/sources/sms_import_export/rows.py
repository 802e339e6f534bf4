"""What a record says. All values are strings, and the keys are whatever columns that phone's tables have."""

from collections import Counter
from collections.abc import Mapping
from pathlib import PurePosixPath
from typing import Any, Final

from owntexts.sources.telephony import columns, fields
from owntexts.sources.telephony.columns import Table
from owntexts.sources.telephony.fields import Fields
from owntexts.sources.telephony.json_rows import Object
from owntexts.sources.telephony.json_values import Summaries, found
from owntexts.sources.telephony.names import named
from owntexts.sources.telephony.rows import PartRow, Read
from owntexts.sources.telephony.zips import Member

MOST: Final = 20_000
MMS_MARKS: Final = frozenset({"m_type", "msg_box", "__parts", "parts"})
MARK_OF_A_CALL: Final = "duration"

Media = Mapping[str, list[Member]]


class Rows:
    """Makes rows of records, in the order of the export: of files that share a name the first is that of the first."""

    def __init__(self, media: Media, values: Summaries) -> None:
        self._media = media
        self._values = values
        self._seen: Counter[str] = Counter()

    def entry(self, number: int, where: str, one: Object, of: Fields) -> Read:
        """The row of a record."""
        return columns.entry(
            number,
            where,
            _table(of),
            of,
            raw=one.data,
            addresses=filter(None, map(columns.address, _addresses(of))),
            names=tuple(each for one in _addresses(of) for each in named(fields.text(one.get("address")), one)),
            parts=tuple(self._part(number, place, each) for place, each in enumerate(parts_of(of))),
        )

    def _part(self, number: int, place: int, of: Fields) -> PartRow:
        if "binary_data" in of:
            told = found(f"{number}/{place}", "", of["binary_data"], self._values)
            return columns.part(of, size=told.size, place=told.place, trouble=told.trouble)
        if member := self._member(fields.text(of.get("_data"))):
            return columns.part(of, size=member.file_size, place=place_of(member))
        return columns.part(of)

    def _member(self, path: str | None) -> Member | None:
        """The file of a part; one that the app could not read is empty, and counts as missing."""
        name = PurePosixPath(path).name if path else ""
        same = self._media.get(name, ())
        if not same:
            return None
        self._seen[name] += len(same) > 1
        member = same[min(self._seen[name], len(same)) - 1]
        return member if member.file_size else None


def parts_of(of: Fields) -> list[Fields]:
    """Those of an MMS, as either version names them."""
    return _objects(of.get("__parts", of.get("parts")))


def place_of(member: Member) -> str:
    """By which the file is found again, if it is still the same."""
    return f"{member.filename}/{member.CRC:08x}.{member.file_size}"


def _table(of: Fields) -> Table:
    if MMS_MARKS & of.keys():
        return "mms"
    return "call" if MARK_OF_A_CALL in of else "sms"


def _addresses(of: Fields) -> list[Fields]:
    names = ("__sender_address", "__recipient_addresses", "__addresses")
    told = (of.get(name, of.get(name.removeprefix("__"))) for name in names)
    return [each for one in told for each in _objects(one)]


def _objects(value: Any) -> list[Fields]:
    """A list of objects, or the one object, whatever else stands there."""
    several = value if isinstance(value, list) else [value]
    return [each for each in several[:MOST] if isinstance(each, dict)]

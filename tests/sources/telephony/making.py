"""Rows for tests."""

from collections.abc import Iterable, Iterator
from typing import Any

from owntexts.sources.base import Options
from owntexts.sources.telephony.formats import telephone
from owntexts.sources.telephony.reader import TelephonySource
from owntexts.sources.telephony.rows import Address, Entry, MultimediaRow, NativeRow, PartRow, TextRow
from owntexts.sources.telephony.words import CC, FROM, TO

ME, ADA, BEN, CLEO = "+12025550143", "+12025550101", "+12025550102", "+12025550103"
AT = 1_704_103_200_000


def text(body: str = "hi", at: int = AT, box: int = 1, address: str | None = ADA, **more: Any) -> TextRow:
    return TextRow(box=box, address=address, written=str(at), at=at, body=body, **more)


def mms(addresses: Iterable[Address] = (), box: int = 1, at: int = AT, **more: Any) -> MultimediaRow:
    return MultimediaRow(box=box, written=str(at // 1000), at=at, addresses=tuple(addresses), **more)


def people(sender: str | None, *to: str, cc: tuple[str, ...] = ()) -> tuple[Address, ...]:
    first = (Address(sender, FROM),) if sender else ()
    return (*first, *(Address(one, TO) for one in to), *(Address(one, CC) for one in cc))


def words(said: str, **more: Any) -> PartRow:
    return PartRow(mime="text/plain", text=said, **more)


def entries(rows: Iterable[NativeRow]) -> Iterator[Entry]:
    for number, row in enumerate(rows, start=1):
        yield Entry(number, f"row {number}", repr(row).encode(), row)


def source(*rows: NativeRow, options: Options | None = None) -> TelephonySource:
    return TelephonySource(lambda: entries(rows), telephone("sms-backup-restore"), options or Options())

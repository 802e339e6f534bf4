"""A phone, asked once for everything; or the saved answer of one."""

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import get_args

from msgspec.json import encode

from owntexts.model.observations import Problem
from owntexts.sources import failures
from owntexts.sources.adb import printed
from owntexts.sources.adb.phone import SCHEME, Phone
from owntexts.sources.adb.recognition import is_answer
from owntexts.sources.adb.rows import entry
from owntexts.sources.base import Options, is_device
from owntexts.sources.telephony import columns
from owntexts.sources.telephony.columns import Table
from owntexts.sources.telephony.formats import telephone
from owntexts.sources.telephony.json_rows import decoded
from owntexts.sources.telephony.opening import opened, start, translated
from owntexts.sources.telephony.reader import TelephonySource
from owntexts.sources.telephony.rows import Read
from owntexts.sources.telephony.spool import Spool


def open_source(path: Path, options: Options) -> TelephonySource:
    """Raises SourceFailed where the phone may not be asked, or the file is no answer of one."""
    if not is_device(path, SCHEME):
        if not is_answer(first := start(path)):
            raise failures.unrecognised(path, ("it is no answer of `content query` about texts",))
        names = printed.columns_of(first.partition(b"\nRow: 1 ")[0])
        return TelephonySource(partial(_walk_file, path, names), telephone("adb"), options)
    spool = Spool()
    try:
        missing = Phone(path).fill(spool)
    except BaseException:
        spool.close()
        raise
    return TelephonySource(partial(_walk, spool, missing), telephone("adb"), options, spool.close)


def _walk(spool: Spool, missing: list[str]) -> Iterator[Read]:
    table: Table
    for table in get_args(Table):
        for number, data in spool.all(table):
            parts, addresses = (spool.of("part", number), spool.of("addr", number)) if table == "mms" else ([], [])
            yield entry(table, decoded(data), parts, addresses)
    yield from (Problem(None, "the phone", f"not given: {each}", False) for each in missing)


def _walk_file(path: Path, names: list[str]) -> Iterator[Read]:
    with opened(path) as file, translated(path):
        for number, row in enumerate(printed.rows(file, names), start=1):
            where = f"row {number - 1}"
            if row is None:
                yield Problem(number, where, "it has other columns than the first")
            else:
                yield columns.entry(number, where, "sms", row, raw=encode(row))

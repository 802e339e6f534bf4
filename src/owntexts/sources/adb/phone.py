"""Asking a phone through `adb`: its tables into a spool, and the bytes of one part."""

from array import array
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, Final

from msgspec import Struct
from msgspec.json import encode

from owntexts.sources import failures
from owntexts.sources.adb import printed
from owntexts.sources.telephony import commands, fields
from owntexts.sources.telephony.spool import Spool

SCHEME: Final = "adb"
PROGRAM: Final = "adb"
INSTALL: Final = "Install the Android platform tools (the program adb), and start this again"
ALLOW: Final = "Unlock the phone, and allow USB debugging for this computer on its screen"
PATIENCE_S: Final = 1_800.0
READY: Final = "device"
AT_ONCE: Final = 100
MARK: Final = b"@of "
MOST_SEEN: Final = 64 << 10


class Table(Struct, frozen=True):
    """What is asked of one table: the last column may hold anything; `key` is that by which its rows are found."""

    name: str
    uri: str
    columns: tuple[str, ...]
    key: str = "_id"


TABLES: Final = (
    Table(
        "sms",
        "content://sms",
        ("_id", "address", "date", "date_sent", "type", "read", "status", "locked", "subject", "body"),
    ),
    Table(
        "mms",
        "content://mms",
        ("_id", "date", "date_sent", "msg_box", "m_type", "read", "locked", "m_id", "tr_id", "sub_cs", "sub"),
    ),
    Table(
        "part",
        "content://mms/part",
        ("_id", "mid", "seq", "ct", "name", "cid", "cl", "fn", "_data", "text"),
        key="mid",
    ),
    Table("call", "content://call_log/calls", ("_id", "date", "duration", "type", "number")),
)
ADDRESSES: Final = ("type", "address")


def serial_of(path: Path) -> str:
    """Which phone is meant; empty where there is only one."""
    return str(path).removeprefix(f"{SCHEME}:")


def look(path: Path) -> str:
    """The phone as adb calls it. Raises SourceFailed: not installed, not connected, not allowed."""
    try:
        told = commands.whole_answer((PROGRAM, "devices"), MOST_SEEN).decode("utf-8", "replace")
    except commands.NotInstalled as error:
        raise failures.program_missing(PROGRAM, INSTALL) from error
    except commands.Failed as error:
        raise failures.device_missing(path, str(error)) from error
    states = dict(line.split()[:2] for line in told.splitlines()[1:] if len(line.split()) > 1)
    wanted = serial_of(path)
    meant = [serial for serial in states if serial == wanted or not wanted]
    if len(meant) != 1:
        raise failures.device_missing(path, ", ".join(states) or "nothing")
    if states[meant[0]] != READY:
        raise failures.device_refused(path, f"adb says {states[meant[0]]}", ALLOW)
    return meant[0]


class Phone:
    """A phone that answers."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._serial = look(path)

    def fill(self, spool: Spool) -> list[str]:
        """Asks for everything; what could not be had of it, in words. Raises SourceFailed where texts cannot be had."""
        missing = []
        for table in TABLES:
            try:
                self._table(spool, table)
            except commands.Failed as error:
                if table.name == "sms":
                    raise failures.device_refused(self._path, str(error)[:200], ALLOW) from error
                missing.append(f"{table.uri}: {str(error)[:200]}")
        self._addresses(spool)
        return missing

    @contextmanager
    def part(self, number: int) -> Iterator[BinaryIO]:
        """The bytes of one part."""
        with self._asked(f"content read --uri content://mms/part/{number}") as written:
            yield written

    def _table(self, spool: Spool, table: Table) -> None:
        ids = array("q", self._ids(table))
        columns = ":".join(table.columns)
        with self._asked(f"content query --uri {table.uri} --projection {columns} --sort '_id ASC'") as written:
            rows = enumerate(printed.rows(_lines(written), table.columns, ids))
            spool.put(table.name, (_kept(table, ids[place], row) for place, row in rows))

    def _ids(self, table: Table) -> Iterator[int]:
        """Asked for first, because by them a row is told from a text that looks like one."""
        with self._asked(f"content query --uri {table.uri} --projection _id --sort '_id ASC'") as written:
            for row in printed.rows(_lines(written), ("_id",)):
                if row and (number := fields.whole(row.get("_id"))) is not None:
                    yield number

    def _addresses(self, spool: Spool) -> None:
        numbers = [number for number, _ in spool.all("mms")]
        for start in range(0, len(numbers), AT_ONCE):
            some = " ".join(map(str, numbers[start : start + AT_ONCE]))
            query = f"content query --uri content://mms/$i/addr --projection {':'.join(ADDRESSES)}"
            with self._asked(f"for i in {some}; do echo '{MARK.decode()}'$i; {query}; done") as written:
                spool.put("addr", _addresses(written))

    @contextmanager
    def _asked(self, command: str) -> Iterator[BinaryIO]:
        with commands.answer((PROGRAM, "-s", self._serial, "exec-out", command), PATIENCE_S) as written:
            yield written


def _lines(written: BinaryIO) -> Iterator[bytes]:
    """What was printed, if it is rows. Raises Failed where it is anything else: the program ends well all the same."""
    first = written.readline(MOST_SEEN)
    if first.startswith(printed.FIRST_ROW):
        yield first
        yield from written
    elif not first.startswith(printed.EMPTY):
        raise commands.Failed((first + written.read(MOST_SEEN)).decode("utf-8", "replace").strip() or "nothing")


def _kept(table: Table, number: int, row: printed.Columns | None) -> tuple[int, bytes]:
    """A row by its key; of one that could not be told apart the id alone."""
    told = row or {"_id": str(number)}
    return fields.whole(told.get(table.key)) or 0, encode(told)


def _addresses(written: Iterable[bytes]) -> Iterator[tuple[int, bytes]]:
    of, held = 0, list[bytes]()
    for line in (*written, MARK):
        if not line.startswith(MARK):
            held.append(line)
            continue
        rows = printed.rows(held, ADDRESSES) if held and held[0].startswith(printed.FIRST_ROW) else ()
        yield from ((of, encode(row)) for row in rows if row)
        of, held = fields.whole(line.removeprefix(MARK).decode("ascii", "replace")) or 0, []

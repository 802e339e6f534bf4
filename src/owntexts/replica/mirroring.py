"""Sources that are mirrored: what such a source had and has no more, proven by its ledger and by nothing less."""

from array import array
from collections.abc import Sequence
from typing import Any, Final

import apsw
from msgspec import Struct

from owntexts.replica import classes, drafts
from owntexts.replica.database import Connection, Replica

ARCHIVE: Final = "archive"
MIRROR: Final = "mirror"
MODES: Final = (ARCHIVE, MIRROR)
NO_ROW: Final = -(1 << 63)

_DISPLACED: Final = (
    "insert or replace into displaced select source, sighting, row from ledger "
    "where source = ? and sighting is not null and row in (select value from carray(?))"
)
_DISPLACED_BY: Final = (
    "select sighting from displaced where source = ?1 and row not in (select row from problem where source = ?1)"
)
_SETTLED: Final = "delete from displaced where source = ?1 and row not in (select row from problem where source = ?1)"
_OF_ROWS: Final = (
    "select sighting from ledger where source = ? and sighting is not null and row in (select value from carray(?))"
)
_STILL_THERE: Final = (
    "select sighting from ledger where source = ? and row not in (select value from carray(?)) "
    "and sighting in (select value from carray(?))"
)
_ELSEWHERE: Final = "select sighting from ledger where source <> ? and sighting in (select value from carray(?))"


class Gone(Struct, frozen=True):
    """Sightings that a source had and that neither it nor another source has now; `of` is how many it had."""

    sightings: tuple[bytes, ...]
    of: int


def choose(connection: Connection, source: int, mode: str) -> None:
    """From the next complete reading on the source is mirrored, or not any more."""
    forget(connection, source)
    if mode == MIRROR:
        connection.execute("insert into mirror values (?, 0)", (source,))


def forget(connection: Connection, source: int) -> None:
    connection.execute("delete from mirror where source = ?", (source,))
    connection.execute("delete from displaced where source = ?", (source,))


def doubt_all(connection: Connection) -> None:
    """The ledgers are lost: nothing is gone until a source was read to its end once more."""
    connection.execute("update mirror set proven = 0")
    connection.execute("delete from displaced")


def doubt(connection: Connection, source: int) -> None:
    """It is another store now."""
    connection.execute("update mirror set proven = 0 where source = ?", (source,))
    connection.execute("delete from displaced where source = ?", (source,))


def note(connection: Connection, source: int, rows: Sequence[int]) -> None:
    """These rows are about to be other sightings' rows."""
    if rows and connection.execute("select exists (select 1 from mirror where source = ?)", (source,)).get:
        connection.execute(_DISPLACED, (source, apsw.carray(array("q", rows))))


def gone(db: Replica, source: int, vanished: Sequence[int]) -> Gone | None:
    """What is gone after a source was read to its end without these rows; None where that proves nothing."""
    with db.read() as connection:
        proven = connection.execute("select proven from mirror where source = ?", (source,)).get
        if proven is None or _was_read_in_part(connection, source):
            return None
        had: Any = connection.execute("select count(distinct sighting) from ledger where source = ?", (source,)).get
        missing = _missing(connection, source, _without_troubled(connection, source, vanished)) if proven else set()
        return Gone(tuple(sorted(missing)), had)


def settle(db: Replica, source: int, vanished: Sequence[int]) -> None:
    """What was gone was dealt with; from now on what this reading saw is what the source has."""
    with db.write() as connection:
        rows = [(source, row) for row in _without_troubled(connection, source, vanished)]
        connection.executemany("delete from ledger where source = ? and row = ?", rows)
        connection.execute(_SETTLED, (source,))
        connection.execute("update mirror set proven = 1 where source = ?", (source,))


def _missing(connection: Connection, source: int, vanished: list[int]) -> set[bytes]:
    rows = apsw.carray(array("q", vanished or [NO_ROW]))
    had = {*_ids(connection, _DISPLACED_BY, source), *_ids(connection, _OF_ROWS, source, rows)}
    if not had:
        return set()
    lost = had - {*_ids(connection, _STILL_THERE, source, rows, drafts.ids_array(had))}
    known = classes.mates(connection, lost)
    mates = {one: known.get(one, (one,)) for one in lost}
    every = {mate for several in mates.values() for mate in several}
    elsewhere = {*_ids(connection, _ELSEWHERE, source, drafts.ids_array(every))} if every else set()
    return {one for one, several in mates.items() if elsewhere.isdisjoint(several)}


def _ids(connection: Connection, query: str, *asked: Any) -> list[bytes]:
    rows: Any = connection.execute(query, asked)
    return [one for (one,) in rows]


def _was_read_in_part(connection: Connection, source: int) -> bool:
    """Whether something that is no row could not be read: then nobody knows what else was not."""
    return bool(
        connection.execute("select exists (select 1 from problem where source = ? and row is null)", (source,)).get
    )


def _without_troubled(connection: Connection, source: int, rows: Sequence[int]) -> list[int]:
    """Those rows that are not there, rather than there and not readable."""
    troubled = {row for (row,) in connection.execute("select row from problem where source = ?", (source,))}
    return [row for row in rows if row not in troubled]

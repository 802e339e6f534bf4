"""Working everything out anew, in place: what was told is kept, what follows from it is made again."""

from collections.abc import Callable, Iterator
from itertools import islice
from typing import Final

from owntexts.replica import classing, mirroring, outgrown, sightings, state, zone
from owntexts.replica.database import Connection, Replica

AT_ONCE: Final = 5_000

Progress = Callable[[int, int], None]


def work_out_anew(db: Replica, progress: Progress = lambda _done, _total: None) -> None:
    """Makes the places of messages, their classes, their files and the search index from the records, whole or not.

    `progress` is called with (done, total) messages.
    """
    with db.write() as connection:
        _forget_all_derived(connection)
        total = int(connection.execute("select count(*) from sighting").get)
        for done, ids in _pages(connection):
            sightings.refresh(connection, ids)
            progress(done, total)
        classing.follow(connection, ())
        outgrown.files(connection)


def read_sources_anew(db: Replica) -> None:
    """The next import reads every row of every source; how many there were is still known."""
    with db.write() as connection:
        connection.execute("delete from ledger")
        mirroring.doubt_all(connection)
        connection.execute("delete from problem")


def read_log_anew(db: Replica) -> None:
    """The next sync fetches from the log's beginning. What this device sealed, and what is unsent, stays as it is."""
    with db.write() as connection:
        for table in ("log", "chain", "entry", "set_aside"):
            connection.execute(f"delete from {table}")  # noqa: S608 - the names stand in the line above
        state.write(connection, zone.POSITION, None)


def _forget_all_derived(connection: Connection) -> None:
    connection.execute("insert into words (words) values ('delete-all')")
    connection.execute("delete from membership")
    connection.execute("update tally set places = 0, unread = 0, last_at = null, changed = changed + 1")
    connection.execute("delete from classmate")
    connection.execute("update sighting set shown = 0, bucket = null")


def _pages(connection: Connection) -> Iterator[tuple[int, list[bytes]]]:
    """All sightings' ids, some at a time, with how many that makes."""
    everything: Iterator[bytes] = iter(
        [one for (one,) in connection.execute("select id from sighting order by number")]
    )
    done = 0
    while page := list(islice(everything, AT_ONCE)):
        done += len(page)
        yield done, page

"""How much stands in each thread, counted as it comes and goes, so that nobody has to count it."""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple

from owntexts.replica.database import Connection
from owntexts.replica.drafts import UNDATED

_UNREAD: Final = "select unread from membership where thread = ? and at = ? and sighting = ?"
_SHIFT: Final = """
    insert into tally values (?1, ?2, ?3, (select max(at) from membership where thread = ?1 and at < ?4), ?5)
    on conflict (thread) do update set
      places = places + ?2, unread = tally.unread + ?3, last_at = excluded.last_at, changed = ?5
"""


class Tally(NamedTuple):
    """Of one thread: its places, the unread among them, the newest one's time, and a mark of its latest change."""

    places: int
    unread: int
    last_at: int | None
    changed: int


class Shift:
    """What a change of the memberships does to the tallies; noted before it is written, kept afterwards."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._places: Counter[int] = Counter()
        self._unread: Counter[int] = Counter()

    def leave(self, places: Iterable[tuple[int, int, int]]) -> None:
        """These (thread, at, number) are about to leave, where they stand at all."""
        for place in places:
            unread = self._connection.execute(_UNREAD, place).get
            if unread is not None:
                self._places[place[0]] -= 1
                self._unread[place[0]] -= unread

    def join(self, places: Sequence[tuple[int, int, int, int]]) -> None:
        """These (thread, at, number, unread) are about to join."""
        self._places.update(place[0] for place in places)
        self._unread.update(place[0] for place in places if place[3])

    def keep(self) -> None:
        """Writes it down, once the memberships have changed."""
        mark = int(self._connection.execute("select ifnull(max(changed), 0) + 1 from tally").get)
        self._connection.executemany(
            _SHIFT, [(thread, count, self._unread[thread], UNDATED, mark) for thread, count in self._places.items()]
        )


def all_of(connection: Connection) -> dict[int, Tally]:
    """By number of the thread."""
    rows = connection.execute("select thread, places, unread, last_at, changed from tally where places > 0")
    return {thread: Tally(*said) for thread, *said in rows}


def counted_anew(connection: Connection) -> dict[int, tuple[int, int, int | None]]:
    """What the tallies should say: places, unread ones and newest time by thread."""
    rows = connection.execute(
        "select thread, count(*), sum(unread), max(at) filter (where at < ?) from membership group by thread",
        (UNDATED,),
    )
    return {thread: (places, unread, last_at) for thread, places, unread, last_at in rows}

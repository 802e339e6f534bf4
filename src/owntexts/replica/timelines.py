"""The messages of one conversation after another in one state of the replica, Recently Deleted ones among them."""

from array import array
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from typing import Any, Final

import apsw

from owntexts.model.facts import decode_state, effective
from owntexts.model.message import Message
from owntexts.replica import projection, records, threads
from owntexts.replica.database import Connection, Replica
from owntexts.replica.directory import Directory
from owntexts.replica.drafts import UNDATED
from owntexts.replica.threads import ConversationRow

_DELETED: Final = (
    "select ifnull(best, number), state from sighting left join classmate on sighting = number where not shown"
)
_TIMELINE: Final = (
    "with one (number) as (select ifnull(best, m.sighting) from membership m left join classmate k "
    "on k.sighting = m.sighting where thread in (select value from carray(?)) union select value from carray(?)) "
    "select s.number, ifnull(s.at, ?) from one join sighting s on s.number = one.number "
    "order by s.at is null, s.at, s.id"
)


class Timelines:
    """All conversations at one moment."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._directory = Directory(connection)
        self._threads = {one.id.hex(): one.numbers for one in self._directory.all()}
        self._deleted = self._deleted_in()

    def conversations(self) -> list[ConversationRow]:
        """Those that have any message, as the list shows them."""
        rows = threads.listed(self._connection, self._directory)
        return [row for row in rows if row.messages or row.id in self._deleted]

    def of(self, conversation: str) -> "Timeline":
        """That of one conversation, by its id in hex."""
        shown, deleted = self._threads.get(conversation, ()), self._deleted.get(conversation, ())
        rows = self._connection.execute(_TIMELINE, (_numbers(shown), _numbers(deleted), UNDATED))
        timeline = Timeline(self._connection, self._directory)
        for number, at in rows:
            timeline.add(number, at)
        return timeline

    def _deleted_in(self) -> dict[str, list[int]]:
        found: dict[str, list[int]] = {}
        for number, state in self._connection.execute(_DELETED):
            for conversation in self._directory.of(records.threads_of(effective(decode_state(state)))):
                found.setdefault(conversation.hex(), []).append(number)
        return found


class Timeline:
    """The messages of a conversation in the order of time. `times` are UTC milliseconds, UNDATED for none."""

    def __init__(self, connection: Connection, directory: Directory) -> None:
        self.times = array("q")
        self._numbers = array("q")
        self._connection = connection
        self._directory = directory

    def add(self, number: int, at: int) -> None:
        self._numbers.append(number)
        self.times.append(at)

    def messages(self, first: int, last: int) -> Iterator[Message]:
        """From the one at a place to the one before another."""
        return projection.messages(self._connection, self._directory, self._numbers[first:last])

    def named(self, ids: Collection[str]) -> dict[str, Message]:
        """Messages by the id (hex) of any sighting of theirs, those that are here."""
        asked = [bytes.fromhex(one) for one in ids]
        found = projection.by_sighting(self._connection, self._directory, asked)
        return {one.hex(): message for one, message in found.items()}


def _numbers(numbers: Iterable[int]) -> Any:
    """As SQLite takes them, with one that no row has: an array of nothing may lie where it must not."""
    return apsw.carray(array("q", (-1, *numbers)))


@contextmanager
def timelines(db: Replica) -> Iterator[Timelines]:
    """Nothing changes in it while it is open."""
    with db.read() as connection:
        yield Timelines(connection)

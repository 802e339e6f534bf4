"""Stretches of a conversation: some of its messages in their order, found from either end or around one of them."""

import heapq
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import Any, Final

from msgspec import Struct

from owntexts.model.message import Message
from owntexts.replica import classes, projection
from owntexts.replica.database import Connection, Replica
from owntexts.replica.directory import Directory, directory
from owntexts.replica.drafts import UNDATED
from owntexts.replica.messages import no_message
from owntexts.replica.threads import numbers_of

AT_ONCE: Final = 64

_EARLIER: Final = (
    "select at, sighting from membership where thread = ? and (at, sighting) < (?, ?) order by at desc, sighting desc"
)
_LATER: Final = "select at, sighting from membership where thread = ? and (at, sighting) > (?, ?) order by at, sighting"
_MATES: Final = (
    "select mine.sighting, mine.best, m.at, m.sighting from classmate mine "
    "join classmate theirs on theirs.best = mine.best join sighting s on s.number = theirs.sighting "
    "join membership m on m.sighting = s.number and m.at = ifnull(s.at, ?) "
    "where mine.sighting in (select value from carray(?)) and m.thread in (select value from carray(?))"
)

Place = tuple[int, int]
"""Where a message stands: its time (UTC ms, UNDATED where it is unknown) and the number of a sighting of it."""

END: Final = (UNDATED, UNDATED)


class Stretch(Struct, frozen=True):
    """Messages in their order; `before` and `after` are their neighbours, None at the conversation's ends."""

    messages: tuple[Message, ...]
    before: Message | None
    after: Message | None


def newest(db: Replica, conversation: bytes, most: int) -> Stretch:
    """The last messages of a conversation (any member's id). Raises NotFound, as all of these do."""
    return _cut(db, conversation, lambda there: there.back_from(END, most))


def before(db: Replica, conversation: bytes, message: bytes, most: int) -> Stretch:
    """The messages that stand just before this one."""
    return _cut(db, conversation, lambda there: there.back_from(there.place_of(message), most))


def after(db: Replica, conversation: bytes, message: bytes, most: int) -> Stretch:
    """The messages that stand just after this one."""
    return _cut(db, conversation, lambda there: there.on_from(there.place_of(message), most))


def around(db: Replica, conversation: bytes, message: bytes, most: int) -> Stretch:
    """This message in the midst of others."""
    return _cut(db, conversation, lambda there: there.around(there.place_of(message), most))


def since(db: Replica, conversation: bytes, at: int, most: int) -> Stretch:
    """The first messages at or after a time (UTC ms); the last ones where there is none so late."""
    return _cut(db, conversation, lambda there: there.on_from((at, -1), most) or there.back_from(END, most))


def between(db: Replica, conversation: bytes, first: bytes, last: bytes | None, most: int) -> Stretch:
    """From one message to another, or to the end; the last of them where they are more than `most`."""
    return _cut(db, conversation, lambda there: there.between(first, last, most))


class _There:
    """One conversation in one state of the replica: which places there are, on either side of one."""

    def __init__(self, connection: Connection, threads: tuple[int, ...]) -> None:
        self._connection = connection
        self._threads = threads
        self._mates = classes.any_at_all(connection)

    def place_of(self, message: bytes) -> Place:
        """Where a message stands, or stood before it was deleted."""
        row: Any = self._connection.execute(
            "select ifnull(at, ?), number from sighting where id = ?", (UNDATED, message)
        ).fetchall()
        if not row:
            raise no_message(message.hex())
        at, number = row[0]
        return self._standing(number) or (at, number)

    def back_from(self, place: Place, most: int) -> list[Place]:
        """The last places before this one, in their order."""
        return list(islice(self._walk(_EARLIER, place), most))[::-1]

    def on_from(self, place: Place, most: int) -> list[Place]:
        """The first places after this one."""
        return list(islice(self._walk(_LATER, place), most))

    def around(self, place: Place, most: int) -> list[Place]:
        """This place and those beside it; more on one side where the other has fewer."""
        at, number = place
        later = self.on_from((at, number - 1), most)
        earlier = self.back_from((at, number), most)
        first = len(earlier) - max(most // 2, most - len(later))
        return (earlier[max(first, 0) :] + later)[:most]

    def between(self, first: bytes, last: bytes | None, most: int) -> list[Place]:
        at, number = self.place_of(first)
        end = self.place_of(last) if last is not None else END
        found: list[Place] = []
        for place in self._walk(_LATER, (at, number - 1)):
            if place > end:
                break
            found.append(place)
        return found[-most:]

    def beside(self, places: list[Place]) -> tuple[Place | None, Place | None]:
        """The neighbours of a stretch."""
        if not places:
            return None, None
        earlier, later = self.back_from(places[0], 1), self.on_from(places[-1], 1)
        return next(iter(earlier), None), next(iter(later), None)

    def _walk(self, how: str, place: Place) -> Iterator[Place]:
        """Each message's own place from here on, once."""
        rows = heapq.merge(
            *(self._connection.execute(how, (thread, *place)) for thread in self._threads), reverse=how is _EARLIER
        )
        everything = _without_repeats(rows)
        while some := list(islice(everything, AT_ONCE)):
            stands = self._stand_for_others(some)
            yield from (place for place in some if stands.get(place[1], place) == place)

    def _standing(self, number: int) -> Place | None:
        return self._stand_for_others([(0, number)]).get(number)

    def _stand_for_others(self, places: Iterable[Place]) -> dict[int, Place]:
        """For sightings that are one message with others here: the place of the one of them that is shown."""
        if not self._mates:
            return {}
        asked = (UNDATED, numbers_of(number for _, number in places), numbers_of(self._threads))
        rows: Any = self._connection.execute(_MATES, asked)
        found: dict[int, tuple[bool, Place]] = {}
        for mine, best, at, number in rows:
            candidate = (number != best, (at, number))
            found[mine] = min(found.get(mine, candidate), candidate)
        return {mine: place for mine, (_, place) in found.items()}


def _cut(db: Replica, conversation: bytes, choose: Callable[[_There], list[Place]]) -> Stretch:
    known = directory(db)
    threads = known.one(conversation).numbers
    with db.read() as connection:
        there = _There(connection, threads)
        places = choose(there)
        earlier, later = there.beside(places)
        said = _messages(connection, known, [*places, *filter(None, (earlier, later))])
    own = tuple(said[place] for place in places if place in said)
    return Stretch(own, said.get(earlier) if earlier else None, said.get(later) if later else None)


def _messages(connection: Connection, known: Directory, places: list[Place]) -> dict[Place, Message]:
    mates = classes.any_at_all(connection)
    best = [classes.best_of(connection, number) if mates else number for _, number in places]
    return dict(zip(places, projection.messages(connection, known, best), strict=True))


def _without_repeats(rows: Iterable[Any]) -> Iterator[Place]:
    """A message that stands in several threads of a conversation comes once."""
    last = None
    for row in rows:
        if row != last:
            yield row
        last = row

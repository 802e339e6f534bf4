"""Where sightings stand and what they are found by: worked out from facts, from intents, and from their classes."""

from collections.abc import Mapping, Sequence
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from owntexts.model.facts import decode_state, effective
from owntexts.model.formats import APPLE
from owntexts.model.records import Intent, Sighting
from owntexts.replica import classes, doings, records, rows, tallies
from owntexts.replica.database import Connection
from owntexts.replica.drafts import UNDATED, kept_time
from owntexts.replica.rows import Stored
from owntexts.replica.words import words_of

_JOIN: Final = "insert or replace into membership values (?, ?, ?, ?)"
_LEAVE: Final = "delete from membership where thread = ? and at = ? and sighting = ?"
_INDEX: Final = "insert into words (rowid, text) values (?, ?)"
_UNINDEX: Final = "insert into words (words, rowid, text) values ('delete', ?, ?)"

Place = tuple[int, int, int, int]
Threads = Mapping[bytes, int]


class Standing(Struct, gc=False):
    """What is worked out of one sighting: its places (thread, at, number, unread) and its words; nothing if hidden."""

    places: list[Place]
    words: str


HIDDEN: Final = Standing([], "")


def alone(number: int, said: Sighting, done: Mapping[str, Intent], threads: Threads) -> Standing:
    """The standing of a sighting that is a message by itself."""
    if not doings.is_shown(said, done):
        return HIDDEN
    return shown(number, said, doings.is_unread(said, done), threads)


def shown(number: int, said: Sighting, unread: bool, threads: Threads) -> Standing:
    """The standing of a sighting that is shown."""
    at = UNDATED if (at := kept_time(said.at)) is None else at
    return Standing([(threads[thread], at, number, unread) for thread in records.threads_of(said)], words_of(said))


def of(connection: Connection, known: Mapping[bytes, Stored], threads: Threads) -> dict[bytes, Standing]:
    """The standings of these sightings, each as its whole message is shown and read."""
    mates = classes.mates(connection, known)
    others = {mate for several in mates.values() for mate in several} - known.keys()
    said = _said(known) | _said(rows.find(connection, others))
    done = doings.of(connection, known)
    return {
        one: _within(stored.number, said[one], _message(said, mates.get(one, ())), done.get(one, {}), threads)
        for one, stored in known.items()
    }


def _within(
    number: int, said: Sighting, message: Sighting | None, done: Mapping[str, Intent], threads: Threads
) -> Standing:
    if message is None:
        return alone(number, said, done, threads)
    return shown(number, said, doings.is_unread(message, done), threads) if doings.is_shown(message, done) else HIDDEN


def _message(said: Mapping[bytes, Sighting], mates: Sequence[bytes]) -> Sighting | None:
    """What the sightings of a message say together, as far as it bears on its showing; None of a single one."""
    if not mates:
        return None
    best, *others = (said[one] for one in sorted(mates, key=lambda one: (said[one].family != APPLE, one)))
    deleted = next((one.deleted_at for one in (best, *others) if one.deleted_at is not None), None)
    read = min((one.read_at for one in (best, *others) if one.read_at is not None), default=None)
    return replace(best, deleted_at=deleted, read_at=read)


def _said(known: Mapping[bytes, Stored]) -> dict[bytes, Sighting]:
    return {one: effective(decode_state(stored.state)) for one, stored in known.items()}


class Moves:
    """What leaves and joins the memberships and the index; done in bulk at the end."""

    def __init__(self) -> None:
        self._leaving: list[tuple[int, int, int]] = []
        self._joining: list[Place] = []
        self._unindexed: list[tuple[int, str]] = []
        self._indexed: list[tuple[int, str]] = []

    def add_new(self, number: int, standing: Standing) -> None:
        self._joining += standing.places
        if standing.words:
            self._indexed.append((number, standing.words))

    def add(self, number: int, before: Standing, after: Standing) -> None:
        self._leaving += [place[:3] for place in before.places]
        self._joining += after.places
        if before.words != after.words:
            self._unindexed += [(number, before.words)] * bool(before.words)
            self._indexed += [(number, after.words)] * bool(after.words)

    def carry_out(self, connection: Connection) -> None:
        shift = tallies.Shift(connection)
        shift.leave(self._leaving)
        shift.join(self._joining)
        connection.executemany(_LEAVE, self._leaving)
        connection.executemany(_JOIN, self._joining)
        shift.keep()
        connection.executemany(_UNINDEX, self._unindexed)
        connection.executemany(_INDEX, self._indexed)

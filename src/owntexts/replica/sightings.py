"""Writing sightings, with all that is worked out from them: where they stand, whether they show, their words."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final, NamedTuple

from msgspec import Struct

from owntexts.model.facts import Facts, decode_state, effective, encode_state
from owntexts.model.records import Intent, Sighting
from owntexts.replica import classes, doings, drafts, kinds, records, state
from owntexts.replica.database import Connection
from owntexts.replica.drafts import UNDATED, Drafts, kept_time
from owntexts.replica.words import words_of

FAMILIES: Final = "families"

_FIND = "select id, number, state, pending, shown from sighting where id in (select value from carray(?))"
_INSERT = "insert into sighting (number, id, at, shown, pending, state) values (?, ?, ?, ?, ?, ?)"
_UPDATE = "update sighting set at = ?, shown = ?, pending = ?, state = ?, bucket = null where number = ?"
_PART = "delete from classmate where best = (select best from classmate where sighting = ?)"
_JOIN = "insert or replace into membership values (?, ?, ?, ?)"
_LEAVE = "delete from membership where thread = ? and at = ? and sighting = ?"
_INDEX = "insert into words (rowid, text) values (?, ?)"
_UNINDEX = "insert into words (words, rowid, text) values ('delete', ?, ?)"

Place = tuple[int, int, int, int]
SIGHTINGS: Final = kinds.KINDS[kinds.SIGHTING]


class Stored(NamedTuple):
    """A row as it is kept."""

    number: int
    state: bytes
    pending: int
    shown: bool


class Standing(Struct, gc=False):
    """What is worked out of one sighting: its places (thread, at, number, unread) and its words; nothing if hidden."""

    places: list[Place]
    words: str


HIDDEN: Final = Standing([], "")


def absorb(connection: Connection, sightings: Sequence[Sighting], mark: int) -> list[int]:
    """Keeps what an import says, marked as pending. Per sighting NEW, CHANGED or SAME."""
    ids = [SIGHTINGS.identity(sighting) for sighting in sightings]
    known = find(connection, ids)
    found, outcomes = drafts.imported(SIGHTINGS, ids, sightings, known, mark)
    _write(connection, found, known)
    return outcomes


def merge(connection: Connection, sightings: Sequence[Sighting]) -> None:
    """Keeps what the log says."""
    ids = [SIGHTINGS.identity(sighting) for sighting in sightings]
    known = find(connection, ids)
    _write(connection, drafts.received(SIGHTINGS, ids, sightings, known), known)


def refresh(connection: Connection, ids: Iterable[bytes]) -> None:
    """Works out anew where these sightings stand, after what the person did or a class of theirs has changed."""
    asked = set(ids)
    known = find(connection, list(asked.union(*classes.mates(connection, asked).values())))
    done = doings.of(connection, known)
    moves = _Moves()
    for one, stored in known.items():
        facts = decode_state(stored.state)
        said = effective(facts)
        threads = _threads(connection, [said])
        now = standing(stored.number, said, done.get(one, doings.NOTHING), threads)
        moves.add(stored.number, _as_kept(connection, stored.number, facts, stored.shown), now)
        connection.execute("update sighting set shown = ? where number = ?", (now is not HIDDEN, stored.number))
    moves.carry_out(connection)


def remove(connection: Connection, ids: Iterable[bytes]) -> None:
    """Takes sightings away for ever, with all that is worked out from them; what was one message with them stays."""
    known = find(connection, list(ids))
    moves = _Moves()
    for kept in known.values():
        moves.add(kept.number, _as_kept(connection, kept.number, decode_state(kept.state), kept.shown), HIDDEN)
    moves.carry_out(connection)
    mates = {mate for several in classes.mates(connection, known).values() for mate in several} - known.keys()
    numbers = [(kept.number,) for kept in known.values()]
    connection.executemany(_PART, numbers)
    connection.executemany("delete from sighting where number = ?", numbers)
    connection.executemany("update sighting set bucket = null where id = ?", [(mate,) for mate in mates])
    refresh(connection, mates)


def find(connection: Connection, ids: Sequence[bytes]) -> dict[bytes, Stored]:
    """What is kept under these ids."""
    if not ids:
        return {}
    rows = connection.execute(_FIND, (drafts.ids_array(ids),))
    return {one: Stored(number, state, pending, bool(shown)) for one, number, state, pending, shown in rows}


def standing(number: int, said: Sighting, done: Mapping[str, Intent], threads: Mapping[bytes, int]) -> Standing:
    """Where a sighting stands and what it is found by, as far as it is shown."""
    if not doings.is_shown(said, done):
        return HIDDEN
    return _shown(number, said, doings.is_unread(said, done), threads)


def _shown(number: int, said: Sighting, unread: bool, threads: Mapping[bytes, int]) -> Standing:
    at = kept_time(said.at)
    at = UNDATED if at is None else at
    return Standing([(threads[thread], at, number, unread) for thread in records.threads_of(said)], words_of(said))


class _Moves:
    """What leaves and joins the memberships and the index; done in bulk at the end."""

    def __init__(self) -> None:
        self.leaving: list[tuple[int, int, int]] = []
        self.joining: list[Place] = []
        self.unindexed: list[tuple[int, str]] = []
        self.indexed: list[tuple[int, str]] = []

    def add(self, number: int, before: Standing, after: Standing) -> None:
        self.leaving += [place[:3] for place in before.places]
        self.joining += after.places
        if before.words != after.words:
            self.unindexed += [(number, before.words)] * bool(before.words)
            self.indexed += [(number, after.words)] * bool(after.words)

    def carry_out(self, connection: Connection) -> None:
        connection.executemany(_LEAVE, self.leaving)
        connection.executemany(_JOIN, self.joining)
        connection.executemany(_UNINDEX, self.unindexed)
        connection.executemany(_INDEX, self.indexed)


def _write(connection: Connection, found: Drafts, known: Mapping[bytes, Stored]) -> None:
    changes = drafts.to_write(found)
    if not changes:
        return
    done = doings.of(connection, changes)
    said = {one: effective(draft.facts) for one, draft in changes.items()}
    _note_families(connection, {sighting.family for sighting in said.values()})
    threads = _threads(connection, said.values())
    number = int(connection.execute("select ifnull(max(number), 0) from sighting").get)
    fresh, changed, moves = [], [], _Moves()
    for one, draft in changes.items():
        if draft.number is None:
            number += 1
            now = standing(number, said[one], done.get(one, doings.NOTHING), threads)
            moves.add(number, HIDDEN, now)
            fresh.append(
                (number, one, kept_time(said[one].at), now is not HIDDEN, draft.pending, encode_state(draft.facts))
            )
        else:
            now = standing(draft.number, said[one], done.get(one, doings.NOTHING), threads)
            moves.add(draft.number, _as_kept(connection, draft.number, draft.before or (), known[one].shown), now)
            changed.append(
                (kept_time(said[one].at), now is not HIDDEN, draft.pending, encode_state(draft.facts), draft.number)
            )
    connection.executemany(_INSERT, fresh)
    connection.executemany(_UPDATE, changed)
    moves.carry_out(connection)


def _as_kept(connection: Connection, number: int, facts: Facts, shown: bool) -> Standing:
    """What the memberships and the index have of a sighting now."""
    said = effective(facts)
    return _shown(number, said, False, _threads(connection, [said])) if shown else HIDDEN


def _threads(connection: Connection, said: Iterable[Sighting]) -> dict[bytes, int]:
    return records.thread_numbers(connection, {thread for one in said for thread in records.threads_of(one)})


def families(connection: Connection) -> set[str]:
    """The families of all sightings that were ever here."""
    kept = state.read(connection, FAMILIES)
    return set(str(kept).split(" ")) if kept else set()


def _note_families(connection: Connection, seen: set[str]) -> None:
    known = families(connection)
    if seen - known:
        state.write(connection, FAMILIES, " ".join(sorted(seen | known)))

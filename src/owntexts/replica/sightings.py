"""Writing sightings, together with all that is worked out from them."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from owntexts.model.facts import Facts, decode_state, effective, encode_state
from owntexts.model.records import Sighting
from owntexts.replica import attachments, classes, doings, drafts, kinds, orphans, records, rows, standings, state
from owntexts.replica.database import Connection
from owntexts.replica.drafts import Drafts, kept_time
from owntexts.replica.rows import Stored
from owntexts.replica.standings import HIDDEN, Moves, Standing

FAMILIES: Final = "families"
BETWEEN: Final = "\n"
SIGHTINGS: Final = kinds.KINDS[kinds.SIGHTING]

_INSERT: Final = "insert into sighting (number, id, at, shown, pending, state) values (?, ?, ?, ?, ?, ?)"
_UPDATE: Final = "update sighting set at = ?, shown = ?, pending = ?, state = ?, bucket = null where number = ?"
_SHOW: Final = "update sighting set shown = ? where number = ?"
_PART: Final = "delete from classmate where best = (select best from classmate where sighting = ?)"


def absorb(connection: Connection, ids: Sequence[bytes], sightings: Sequence[Sighting], mark: int) -> list[int]:
    """Keeps what an import says, marked as pending; `ids` are of these sightings. Per sighting NEW, CHANGED or SAME."""
    known = rows.find(connection, ids)
    found, outcomes = drafts.imported(SIGHTINGS, ids, sightings, known, mark)
    _write(connection, found, known)
    return outcomes


def merge(connection: Connection, sightings: Sequence[Sighting]) -> None:
    """Keeps what the log says."""
    ids = [SIGHTINGS.identity(sighting) for sighting in sightings]
    known = rows.find(connection, ids)
    _write(connection, drafts.received(SIGHTINGS, ids, sightings, known), known)


def refresh(connection: Connection, ids: Iterable[bytes]) -> None:
    """Works out anew where these sightings stand, after what the person did or a class of theirs has changed."""
    asked = set(ids)
    known = rows.find(connection, asked.union(*classes.mates(connection, asked).values()))
    said = {one: effective(decode_state(stored.state)) for one, stored in known.items()}
    threads = _threads(connection, said.values())
    moves = Moves()
    for one, now in standings.of(connection, known, threads).items():
        number = known[one].number
        moves.add(number, _as_kept(connection, number, (said[one],), known[one].shown), now)
        connection.execute(_SHOW, (now is not HIDDEN, number))
    moves.carry_out(connection)


def remove(connection: Connection, ids: Iterable[bytes]) -> None:
    """Takes sightings away for ever, with all that is worked out from them; what was one message with them stays."""
    known = rows.find(connection, list(ids))
    moves = Moves()
    for kept in known.values():
        moves.add(kept.number, _as_kept(connection, kept.number, decode_state(kept.state), kept.shown), HIDDEN)
    moves.carry_out(connection)
    mates = {mate for several in classes.mates(connection, known).values() for mate in several} - known.keys()
    numbers = [(kept.number,) for kept in known.values()]
    connection.executemany(_PART, numbers)
    connection.executemany("delete from sighting where number = ?", numbers)
    attachments.forget(connection, (kept.number for kept in known.values()))
    connection.executemany("update sighting set bucket = null where id = ?", [(mate,) for mate in mates])
    refresh(connection, mates)


def families(connection: Connection) -> set[str]:
    """The families of all sightings that were ever here."""
    kept = state.read(connection, FAMILIES)
    return set(str(kept).split(BETWEEN)) if kept else set()


def _write(connection: Connection, found: Drafts, known: Mapping[bytes, Stored]) -> None:
    changes = drafts.to_write(found)
    if not changes:
        return
    done = doings.of(connection, changes)
    said = {one: effective(draft.facts) for one, draft in changes.items()}
    threads = _threads(connection, said.values())
    number = int(connection.execute("select ifnull(max(number), 0) from sighting").get)
    fresh, changed, moves, files = [], [], Moves(), attachments.Files()
    for one, draft in changes.items():
        at, kept = kept_time(said[one].at), encode_state(draft.facts)
        if draft.number is None:
            number += 1
            now = standings.alone(number, said[one], done.get(one, doings.NOTHING), threads)
            moves.add_new(number, now)
            files.add(number, None, draft.facts, at)
            fresh.append((number, one, at, now is not HIDDEN, draft.pending, kept))
        else:
            now = standings.alone(draft.number, said[one], done.get(one, doings.NOTHING), threads)
            moves.add(draft.number, _as_kept(connection, draft.number, draft.before or (), known[one].shown), now)
            files.add(draft.number, draft.before, draft.facts, at)
            changed.append((at, now is not HIDDEN, draft.pending, kept, draft.number))
    connection.executemany(_INSERT, fresh)
    connection.executemany(_UPDATE, changed)
    moves.carry_out(connection)
    orphans.settle(connection, files.carry_out(connection))
    _note_families(connection, {sighting.family for sighting in said.values()})
    refresh(connection, classes.mates(connection, known.keys() & changes.keys()))


def _as_kept(connection: Connection, number: int, facts: Facts, shown: bool) -> Standing:
    """What the memberships and the index have of a sighting now."""
    if not shown:
        return HIDDEN
    said = effective(facts)
    return standings.shown(number, said, False, _threads(connection, [said]))


def _threads(connection: Connection, said: Iterable[Sighting]) -> dict[bytes, int]:
    return records.thread_numbers(connection, {thread for one in said for thread in records.threads_of(one)})


def _note_families(connection: Connection, seen: set[str]) -> None:
    known = families(connection)
    if seen - known:
        state.write(connection, FAMILIES, BETWEEN.join(sorted(seen | known)))

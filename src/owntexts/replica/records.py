"""Writing the records that are no sightings: threads, handles, reactions, edits, intents, graves, unknown ones."""

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from owntexts.model.codec import Unknown
from owntexts.model.ids import thread_id
from owntexts.model.records import Record, Sighting
from owntexts.replica import attachments, contents, drafts, kinds, orphans
from owntexts.replica.database import Connection
from owntexts.replica.kinds import Kind, encode_state

ORPHANS = "orphans"

_FIND = "select id, number, state, pending from record where kind = ? and id in (select value from carray(?))"
_INSERT = "insert into record (kind, id, target, at, pending, state) values (?, ?, ?, ?, ?, ?)"
_UPDATE = "update record set at = ?, pending = ?, state = ? where number = ?"


class Stored(NamedTuple):
    """A row as it is kept; `state` is None of a thread that is only mentioned."""

    number: int
    state: bytes | None
    pending: int


def absorb(connection: Connection, records: Iterable[Record | Unknown], mark: int) -> list[int]:
    """Keeps what an import or the person says, marked as pending. Per record NEW, CHANGED or SAME."""
    given = list(records)
    outcomes = [drafts.SAME] * len(given)
    for kind, places in by_kind(given).items():
        chosen = [given[place] for place in places]
        ids = [kind.identity(record) for record in chosen]
        found, told = drafts.imported(kind, ids, chosen, known(connection, kind, ids), mark)
        orphans.settle(connection, _write(connection, kind, found))
        for place, outcome in zip(places, told, strict=True):
            outcomes[place] = outcome
    return outcomes


def merge(connection: Connection, records: Iterable[Record | Unknown]) -> set[bytes]:
    """Keeps what the log says; gives the attachments that lost a name."""
    given = list(records)
    left: set[bytes] = set()
    for kind, places in by_kind(given).items():
        chosen = [given[place] for place in places]
        ids = [kind.identity(record) for record in chosen]
        left |= _write(connection, kind, drafts.received(kind, ids, chosen, known(connection, kind, ids)))
    return left


def thread_numbers(connection: Connection, ids: Iterable[bytes]) -> dict[bytes, int]:
    """The numbers of threads, each given a row of its own where nothing describes it yet."""
    wanted = set(ids)
    there = known(connection, kinds.KINDS[kinds.THREAD], list(wanted))
    if missing := sorted(wanted - there.keys()):
        connection.executemany(_INSERT, [(kinds.THREAD, one, None, None, 0, None) for one in missing])
        there |= known(connection, kinds.KINDS[kinds.THREAD], missing)
    return {one: stored.number for one, stored in there.items()}


def threads_of(sighting: Sighting) -> tuple[bytes, ...]:
    """The threads that a sighting stands in; one without any stands among its family's orphans."""
    threads = sighting.threads or (thread_id(sighting.family, ORPHANS),)
    return threads if len(threads) == 1 else tuple(dict.fromkeys(threads))


def by_kind(records: Sequence[Any]) -> dict[Kind, list[int]]:
    """The places of records of each kind."""
    places: dict[Kind, list[int]] = {}
    for place, record in enumerate(records):
        places.setdefault(kinds.BY_TYPE[type(record)], []).append(place)
    return places


def known(connection: Connection, kind: Kind, ids: Sequence[bytes]) -> dict[bytes, Stored]:
    """What is kept of this kind under these ids."""
    if not ids:
        return {}
    rows = connection.execute(_FIND, (kind.number, drafts.ids_array(ids)))
    return {one: Stored(number, state, pending) for one, number, state, pending in rows}


def _write(connection: Connection, kind: Kind, found: drafts.Drafts) -> set[bytes]:
    """Gives the attachments that lost a name."""
    fresh, changed = [], []
    written = drafts.to_write(found)
    for one, draft in written.items():
        record, state = draft.facts[0], encode_state(draft.facts)
        at = drafts.kept_time(kind.at(record))
        if draft.number is None:
            fresh.append((kind.number, one, kind.target(record), at, draft.pending, state))
        else:
            changed.append((at, draft.pending, state, draft.number))
    connection.executemany(_INSERT, fresh)
    connection.executemany(_UPDATE, changed)
    return _followed(connection, kind, written)


def _followed(connection: Connection, kind: Kind, written: drafts.Drafts) -> set[bytes]:
    """Works out what these records say of files; gives the attachments that lost a name."""
    if kind.number in contents.KINDS and written:
        contents.follow(connection, kind.number, written)
    elif kind.number == kinds.REACTION:
        with_file = [one for one, draft in written.items() if draft.facts[0].attachment is not None]
        return attachments.follow_reactions(connection, with_file) if with_file else set()
    return set()

"""Working out which sightings are one message, whenever that can have changed.

Two Apple sightings are never one message, so a replica that knows no other family has nothing to work out, and no
bucket is filled. Once there is another family every sighting has its bucket, and touched buckets are classed anew.
Other own numbers give nearly every sighting another bucket: that is caught up with page by page, so that others may
write meanwhile.
"""

from array import array
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import groupby, islice
from typing import Any, Final

import apsw

from owntexts.model.bucket import bucket_key, first_body
from owntexts.model.classes import Candidate, classify
from owntexts.model.codec import Unknown
from owntexts.model.conversations import parties
from owntexts.model.facts import Facts, decode_state, effective, identity
from owntexts.model.formats import APPLE
from owntexts.model.handles import tail
from owntexts.model.ids import thread_id
from owntexts.model.overrides import Overrides
from owntexts.model.records import Edit, Intent, Record, Thread
from owntexts.model.threads import decode_thread
from owntexts.model.threads import effective as effective_thread
from owntexts.replica import drafts, kinds, pairs, records, settings, sightings
from owntexts.replica.database import Connection, Replica

AT_ONCE: Final = 10_000

_LOSE_BY_ID: Final = "update sighting set bucket = null where id in (select value from carray(?))"
_LOSE_BY_THREAD: Final = (
    "update sighting set bucket = null where number in (select m.sighting from membership m "
    "join record r on r.number = m.thread where r.kind = ? and r.id in (select value from carray(?)))"
)
_IN_BUCKETS: Final = (
    "select bucket, number, state from sighting where bucket in (select value from carray(?)) order by bucket"
)

Row = tuple[int, bytes, Facts]
Progress = Callable[[int, int], None]


def follow(connection: Connection, said: Iterable[Record | Unknown]) -> None:
    """After sightings without a bucket were written, and these other records: classes anew what they touch.

    Where they are other own numbers, that is left to `catch_up`.
    """
    if sightings.families(connection) <= {APPLE}:
        return
    told = list(said)
    _lose_buckets(connection, told)
    if not any(map(concerns_own_numbers, told)):
        while _page(connection):
            pass


def catch_up(db: Replica, progress: Progress = lambda _done, _total: None) -> None:
    """Classes what was left, each page in its own transaction; `progress` is called with (done, total) sightings."""
    with db.read() as connection:
        total = 0 if sightings.families(connection) <= {APPLE} else _left(connection)
    done = 0
    while done < total:
        with db.write() as connection:
            classed = _page(connection)
        done = done + classed if classed else total
        progress(min(done, total), total)


def concerns_own_numbers(record: Record | Unknown) -> bool:
    """Whether a record says which addresses are the person's own."""
    return isinstance(record, Intent) and record.target == settings.OWN_NUMBERS


def _page(connection: Connection) -> int:
    """Gives some sightings their buckets and classes these anew; how many sightings that were, 0 if all have one."""
    given, touched = _fill_buckets(connection)
    moved = [one for bucket, said in in_buckets(connection, touched) for one in _class(connection, bucket, said)]
    if moved:
        sightings.refresh(connection, moved)
    return given


def _left(connection: Connection) -> int:
    return int(connection.execute("select count(*) from sighting where bucket is null").get)


def _lose_buckets(connection: Connection, said: Iterable[Record | Unknown]) -> None:
    """Whose class these records may change: texts edited, threads whose people changed, pairs, own numbers."""
    edited, peopled = set[bytes](), set[bytes]()
    for record in said:
        if isinstance(record, Edit):
            edited.add(record.target)
        elif isinstance(record, Thread):
            peopled.add(thread_id(record.family, record.key))
        elif concerns_own_numbers(record):
            connection.execute("update sighting set bucket = null")
        elif isinstance(record, Intent):
            edited.update(pairs.of(record))
    if edited:
        connection.execute(_LOSE_BY_ID, (drafts.ids_array(edited),))
    if peopled:
        connection.execute(_LOSE_BY_THREAD, (kinds.THREAD, drafts.ids_array(peopled)))


def buckets(connection: Connection, members: Sequence[Row]) -> list[int]:
    """The bucket of each of these sightings, as it is now."""
    people, own = _people(connection), {tail(raw) for raw in settings.own_numbers(connection)}
    edits = _edits(connection, [one for _, one, _ in members]) if members else {}
    return [_bucket(facts, edits.get(one, ()), people, own) for _, one, facts in members]


def _fill_buckets(connection: Connection) -> tuple[int, set[int]]:
    """Gives some sightings without a bucket their own: how many, and the buckets given."""
    members = _without_bucket(connection)
    if not members:
        return 0, set()
    filled = [(bucket, number) for bucket, (number, _, _) in zip(buckets(connection, members), members, strict=True)]
    connection.executemany("update sighting set bucket = ? where number = ?", filled)
    return len(filled), {bucket for bucket, _ in filled}


def _without_bucket(connection: Connection) -> list[Row]:
    rows: Any = connection.execute("select number, id, state from sighting where bucket is null limit ?", (AT_ONCE,))
    return [(number, one, decode_state(state)) for number, one, state in rows]


def _bucket(facts: Facts, edits: Iterable[Edit], people: dict[bytes, tuple[str, ...]], own: set[str]) -> int:
    said = effective(facts)
    others = {party for thread in records.threads_of(said) for party in people.get(thread, ())}
    others |= {said.sender} if said.sender else set()
    parties = tuple(sorted(raw for raw in others if tail(raw) not in own))
    return bucket_key(said.direction, parties, first_body(facts, edits), said.kind)


def _people(connection: Connection) -> dict[bytes, tuple[str, ...]]:
    """By thread its other parties."""
    rows: Any = connection.execute("select id, state from record where kind = ? and state is not null", (kinds.THREAD,))
    threads = {one: effective_thread(decode_thread(state)) for one, state in rows}
    return {one: (*parties(thread), *(thread.members or ())) for one, thread in threads.items()}


def _edits(connection: Connection, ids: Sequence[bytes]) -> dict[bytes, list[Edit]]:
    rows: Any = connection.execute(
        "select target, state from record where +kind = ? and target in (select value from carray(?))",
        (kinds.EDIT, drafts.ids_array(ids)),
    )
    found: dict[bytes, list[Edit]] = {}
    for target, state in rows:
        found.setdefault(target, []).append(kinds.KINDS[kinds.EDIT].decode(state)[0])
    return found


def in_buckets(connection: Connection, buckets: Iterable[int]) -> Iterator[tuple[list[Row], Overrides]]:
    """All sightings of each of these buckets, and what the person said of pairs of them."""
    everything = iter(buckets)
    while some := list(islice(everything, AT_ONCE)):
        rows: Any = connection.execute(_IN_BUCKETS, (apsw.carray(array("q", some)),)).fetchall()
        decoded = [(bucket, number, decode_state(state)) for bucket, number, state in rows]
        named = [(bucket, (number, identity(facts), facts)) for bucket, number, facts in decoded]
        said = pairs.overrides(connection, [one for _, (_, one, _) in named])
        for _, bucket in groupby(named, key=lambda row: row[0]):
            members = [row for _, row in bucket]
            yield members, said.among({one for _, one, _ in members})


def candidate(row: Row) -> Candidate:
    """What decides of a sighting's class."""
    _, one, facts = row
    said = effective(facts)
    return Candidate(one, said.family, said.formats, said.at)


def _class(connection: Connection, bucket: list[Row], said: Overrides) -> list[bytes]:
    """Writes the classes of one bucket; the ids of those sightings whose class is another one now."""
    numbers = {one: number for number, one, _ in bucket}
    classes = classify(map(candidate, bucket), said).messages
    now = {numbers[one]: numbers[members[0]] for members in classes if len(members) > 1 for one in members}
    listed = apsw.carray(array("q", numbers.values()))
    rows: Any = connection.execute(
        "select sighting, best from classmate where sighting in (select value from carray(?))", (listed,)
    )
    before: dict[int, int] = dict(rows)
    connection.executemany("delete from classmate where sighting = ?", [(number,) for number in before])
    connection.executemany("insert into classmate values (?, ?)", list(now.items()))
    return [one for one, number in numbers.items() if before.get(number) != now.get(number)]

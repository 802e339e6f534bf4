"""Which messages were put together from several sightings, why, and which may be one but were left apart.

Only sightings that share a message, or stand close to another message of their bucket, are read: page by page.
"""

from array import array
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby, islice
from typing import Any, Final

import apsw
from msgspec import Struct

from owntexts.model.bucket import first_body
from owntexts.model.classes import GAP_MS, Candidate, classify
from owntexts.model.facts import decode_state
from owntexts.model.formats import names_of
from owntexts.model.overrides import Overrides, best
from owntexts.model.times import rfc3339
from owntexts.replica import classing, drafts, pairs
from owntexts.replica.classing import Row
from owntexts.replica.database import Connection, Replica
from owntexts.replica.ledger import FOLDERS

LONGEST: Final = 80
SAID: Final = "you said that they are one"
ALIKE: Final = "the same people, direction and words"
UNEVEN: Final = f"{ALIKE} within a second, but the sources have different numbers of them"

AT_ONCE: Final = 5_000

_CLOSE: Final = (
    "select distinct bucket from (select bucket, at - lag(at) over neighbours as gap, "
    "ifnull(best, number) <> lag(ifnull(best, number)) over neighbours as other from sighting "
    "left join classmate on sighting = number where bucket is not null "
    "window neighbours as (partition by bucket order by at, number)) where other and gap <= ?"
)
_BESTS: Final = (
    "select number from sighting where number in (select best from classmate) "
    "and bucket is not null order by at, id limit ?"
)
_MEMBERS: Final = (
    "select best, number, id, state from classmate join sighting on number = sighting "
    "where best in (select value from carray(?)) order by best, at, number"
)
_WHERE: Final = "select source, row, sighting from ledger where sighting in (select value from carray(?))"

Places = Mapping[bytes, tuple["Where", ...]]


class Where(Struct, frozen=True):
    """A source of this device and the row in it; the row is null of a watched folder, whose files come and go."""

    source: str
    row: int | None


class Seen(Struct, frozen=True):
    """One sighting, the message that it belongs to, and where this device read it."""

    id: str
    message: str
    family: str
    formats: tuple[str, ...]
    at: str | None
    sources: tuple[Where, ...]


class Duplicate(Struct, frozen=True):
    """Sightings that are one message, or (`possible`) ids of messages that may be one; `why` says on what grounds."""

    message: str
    sightings: tuple[str, ...]
    possible: bool
    why: str
    text: str
    evidence: tuple[Seen, ...]


def listed(db: Replica, limit: int | None = None) -> Iterator[Duplicate]:
    """Possible ones first, each kind by time; at most `limit`. The replica is read as it is when this begins."""
    with db.read() as connection:
        offered = _possible(connection)[:limit]
        yield from offered
        yield from _together(connection, -1 if limit is None else limit - len(offered))


def can_be_one(db: Replica, one: bytes, other: bytes, extra: Overrides) -> bool:
    """Whether two sightings would be one message if the person said this of pairs, besides what they said before."""
    with db.read() as connection:
        buckets = [connection.execute("select bucket from sighting where id = ?", (each,)).get for each in (one, other)]
        if None in buckets or len(set(buckets)) > 1:
            return False
        for members, said in classing.in_buckets(connection, buckets[:1]):
            wanted = Overrides((said.same - extra.apart) | extra.same, said.apart - extra.same | extra.apart)
            classes = classify(map(classing.candidate, members), wanted).messages
            return any(one in members and other in members for members in classes)
    return False


class _Group(Struct, frozen=True):
    """Sightings that are told together: of one message, or of messages that may be one (`possible`, by their ids)."""

    members: tuple[Candidate, ...]
    homes: Mapping[bytes, bytes]
    why: str
    text: str
    possible: tuple[bytes, ...] = ()


def _possible(connection: Connection) -> list[Duplicate]:
    """What is offered to the person, by time."""
    close = [bucket for (bucket,) in connection.execute(_CLOSE, (GAP_MS,))]
    groups = [each for members, said in classing.in_buckets(connection, close) for each in _offers(members, said)]
    return sorted(_told_all(connection, groups), key=_order)


def _offers(bucket: Sequence[Row], said: Overrides) -> Iterator[_Group]:
    known = {one.id: one for one in map(classing.candidate, bucket)}
    classes = classify(known.values(), said)
    homes = {member: members[0] for members in classes.messages for member in members}
    for offered in classes.possible:
        together = tuple(one for one in known.values() if homes[one.id] in offered)
        yield _Group(together, homes, UNEVEN, _text(bucket), offered)


def _together(connection: Connection, limit: int) -> Iterator[Duplicate]:
    """The messages of several sightings, by time."""
    bests = iter(array("q", (number for (number,) in connection.execute(_BESTS, (limit,)))))
    while page := array("q", islice(bests, AT_ONCE)):
        rows: Any = connection.execute(_MEMBERS, (apsw.carray(page),))
        found: dict[int, list[Row]] = {
            number: [(member, one, decode_state(state)) for _, member, one, state in members]
            for number, members in groupby(rows, key=lambda row: row[0])
        }
        said = pairs.overrides(connection, [one for members in found.values() for _, one, _ in members])
        yield from _told_all(connection, [_group(found[number], said) for number in page])


def _group(members: Sequence[Row], said: Overrides) -> _Group:
    """One message, of whose sightings the earliest comes first here."""
    known = {one.id: one for one in map(classing.candidate, members)}
    ids = best({one.id: one.family for one in known.values()}, known)
    together = tuple(known[one] for one in ids)
    return _Group(together, dict.fromkeys(ids, ids[0]), _why(together, said), _text(members))


def _text(members: Sequence[Row]) -> str:
    return first_body(members[0][2])[:LONGEST]


def _why(members: Sequence[Candidate], said: Overrides) -> str:
    ids = {one.id for one in members}
    if said.among(ids).same:
        return SAID
    times = [one.at for one in members if one.at is not None]
    apart = max(times, default=0) - min(times, default=0)
    return f"{ALIKE}, {apart} ms apart" if apart else f"{ALIKE}, in the same millisecond"


def _where(connection: Connection, ids: Sequence[bytes]) -> Places:
    if not ids:
        return {}
    folders = {number for (number,) in connection.execute(FOLDERS)}
    found: dict[bytes, tuple[Where, ...]] = {}
    rows: Any = connection.execute(_WHERE, (drafts.ids_array(ids),))
    for source, row, one in rows:
        where = Where(str(source), None if source in folders else row)
        found[one] = tuple(dict.fromkeys((*found.get(one, ()), where)))
    return found


def _told_all(connection: Connection, groups: Sequence[_Group]) -> list[Duplicate]:
    where = _where(connection, [one.id for group in groups for one in group.members])
    return [_told(group, where) for group in groups]


def _told(group: _Group, where: Places) -> Duplicate:
    ids = group.possible or tuple(one.id for one in group.members)
    return Duplicate(
        message=group.homes[ids[0]].hex(),
        sightings=tuple(one.hex() for one in ids),
        possible=bool(group.possible),
        why=group.why,
        text=group.text,
        evidence=tuple(_seen(one, group.homes, where) for one in group.members),
    )


def _seen(one: Candidate, homes: Mapping[bytes, bytes], where: Places) -> Seen:
    return Seen(
        id=one.id.hex(),
        message=homes[one.id].hex(),
        family=one.family,
        formats=names_of(one.formats),
        at=rfc3339(one.at),
        sources=where.get(one.id, ()),
    )


def _order(told: Duplicate) -> tuple[str, str]:
    return (told.evidence[0].at or "", told.message)

"""The list of conversations: what is counted of each, what the person said of it, and how its newest message reads."""

from array import array
from collections.abc import Iterable, Mapping
from typing import Any, Final

import apsw
from msgspec import Struct

from owntexts.model import intents as intent_law
from owntexts.model.conversations import is_group, parties
from owntexts.model.facts import decode_state, effective
from owntexts.model.people import People
from owntexts.model.records import OUT, Intent, Sighting
from owntexts.model.times import rfc3339
from owntexts.replica import classes, doings, kinds, tallies
from owntexts.replica.database import Connection, Replica
from owntexts.replica.directory import Conversation, Directory, directory
from owntexts.replica.drafts import UNDATED
from owntexts.replica.tallies import Tally

ORPHANED: Final = "Orphaned messages"
NAME: Final = "name"
PINNED: Final = "pinned"
MUTED: Final = "muted"

Doing = Mapping[str, Intent]


class Beside(Struct, frozen=True):
    """What this device tells of a conversation beside the contract: the day (UTC) of its newest RCS message."""

    last_rcs_on: str


class ConversationRow(Struct, frozen=True, omit_defaults=True):
    """A conversation as it is listed; the keys are those of `conversations --json`. Participants are raw handles.

    `local` is there only where there is anything to say.
    """

    id: str
    name: str | None
    participants: tuple[str, ...]
    service: str | None
    messages: int
    unread: int
    last_at: str | None
    last_text: str | None
    local: Beside | None = None


class Newest(Struct, frozen=True):
    """The newest dated message of a conversation: its line, and who sent it (None is me, or nobody known)."""

    text: str | None = None
    sender: str | None = None
    mine: bool = False


class Listed(Struct, frozen=True):
    """A conversation's row, and what else a list shows of it.

    `members` are its threads' ids, `numbers` those that have messages; all up to `read_until` (UTC ms) is read.
    """

    row: ConversationRow
    members: tuple[bytes, ...]
    numbers: tuple[int, ...]
    read_until: int
    newest: Newest
    group: bool
    pinned: bool
    muted: bool


class Counted(Struct, frozen=True):
    """What had to be counted or read of a conversation; holds as long as `of` is the same."""

    of: tuple[Any, ...]
    messages: int
    unread: int
    newest: Newest


class Listing(Struct, frozen=True):
    """All conversations that have anything to show: pinned ones, then the others, each the newest first."""

    listed: tuple[Listed, ...]
    counted: Mapping[bytes, Counted]


class Kept(Struct, frozen=True):
    """What the person said of a conversation, by field, and when its newest dated message came (UTC ms)."""

    id: bytes
    done: Mapping[str, Intent]
    last_at: int | None


def listing(db: Replica) -> Listing:
    """The list as it is now; only conversations that changed are counted anew."""
    known = directory(db)
    return db.remembered("listing", lambda connection, before: _listing(connection, known, before))


def conversations(db: Replica) -> list[ConversationRow]:
    """The rows of all conversations that have anything to show, in the order of the list."""
    return [one.row for one in listing(db).listed]


def listed(connection: Connection, known: Directory) -> list[ConversationRow]:
    """All conversations in one state of the replica, those that have nothing to show too."""
    return [one.row for one in _listing(connection, known, None, empty=True).listed]


def kept(db: Replica, thread: bytes) -> Kept:
    """What the person said of the conversation that this thread belongs to. Raises NotFound."""
    one = directory(db).one(thread)
    with db.read() as connection:
        done = _done(one, doings.on(connection, one.members))
        return Kept(one.id, done, _last_at(one, tallies.all_of(connection)))


def count(db: Replica) -> int:
    """How many conversations have anything to show."""
    known = directory(db)
    with db.read() as connection:
        shown: list[bytes] = [thread for (thread,) in connection.execute(_SHOWN, (kinds.THREAD,))]
    return len(set(known.of(shown)))


def _listing(connection: Connection, known: Directory, before: Listing | None, *, empty: bool = False) -> Listing:
    everything = known.all()
    told = tallies.all_of(connection)
    done = doings.on(connection, [member for one in everything for member in one.members])
    mates = classes.any_at_all(connection)
    counted: dict[bytes, Counted] = {}
    listed = []
    for one in everything:
        said, here = _done(one, done), {number: told[number] for number in one.numbers if number in told}
        if not (here or empty):
            continue
        of = (*here.items(), mates, _read_until(said))
        was = before.counted.get(one.id) if before else None
        counted[one.id] = was if was and was.of == of else _counted(connection, of, here, said, mates)
        listed.append(_listed(one, counted[one.id], said, here, known))
    listed.sort(key=lambda each: (each.pinned, each.row.last_at or "", each.row.id), reverse=True)
    return Listing(tuple(listed), counted)


def _listed(one: Conversation, counted: Counted, done: Doing, here: Mapping[int, Tally], known: Directory) -> Listed:
    row = ConversationRow(
        id=one.id.hex(),
        name=_name(one, done, known),
        participants=_participants(one, known),
        service=next((thread.service for thread in one.facts if thread.service), None),
        messages=counted.messages,
        unread=counted.unread,
        last_at=rfc3339(_last_at(one, here)),
        last_text=counted.newest.text,
        local=_beside(one),
    )
    group = any(map(is_group, one.facts))
    return Listed(
        row=row,
        members=one.members,
        numbers=tuple(here),
        read_until=_read_until(done),
        newest=counted.newest,
        group=group,
        pinned=_is(done, PINNED),
        muted=_is(done, MUTED),
    )


def _counted(
    connection: Connection, of: tuple[Any, ...], here: Mapping[int, Tally], done: Doing, mates: bool
) -> Counted:
    if not here:
        return Counted(of, 0, 0, Newest())
    several = len(here) > 1 or mates
    return Counted(
        of,
        _distinct(connection, here) if several else sum(tally.places for tally in here.values()),
        _unread(connection, here, done)
        if several or doings.READ in done
        else sum(tally.unread for tally in here.values()),
        _newest(connection, here),
    )


def _last_at(one: Conversation, told: Mapping[int, Tally]) -> int | None:
    times = (told[number].last_at for number in one.numbers if number in told)
    return max((time for time in times if time is not None), default=None)


def _beside(one: Conversation) -> Beside | None:
    """Google Messages mirrors RCS among the MMS; a day long past may mean that it has stopped to."""
    last = rfc3339(max((thread.rcs_day for thread in one.facts if thread.rcs_day is not None), default=None))
    return Beside(last.partition("T")[0]) if last else None


def _done(one: Conversation, on: Mapping[bytes, list[Intent]]) -> Doing:
    return intent_law.latest(intent for member in one.members for intent in on.get(member, ()))


def _is(done: Doing, field: str) -> bool:
    return field in done and done[field].value is True


def _name(one: Conversation, done: Doing, known: Directory) -> str | None:
    """What the person calls it; else what its source does; else who is in it, as address books name them."""
    if NAME in done and isinstance(given := done[NAME].value, str) and given:
        return given
    if one.is_orphans:
        return ORPHANED
    named = (thread.name for thread in one.facts if thread.name)
    return next(named, None) or _of_people(_participants(one, known), known.people)


def _of_people(participants: Iterable[str], people: People) -> str | None:
    """The names of those in it, then the addresses of those who have none; None where nobody has one."""
    raws = sorted({people.person(raw): raw for raw in sorted(participants, reverse=True)}.values())
    names = {raw: people.name(raw) for raw in raws}
    nameless = [raw for raw in raws if not names[raw]]
    return ", ".join((*sorted(set(filter(None, names.values()))), *nameless)) if any(names.values()) else None


def _participants(one: Conversation, known: Directory) -> tuple[str, ...]:
    """The other parties' addresses; my own only where I write to myself."""
    raws = sorted({party for thread in one.facts for party in (*parties(thread), *(thread.members or ()))})
    return tuple(raw for raw in raws if known.people.person(raw) not in known.me) or tuple(raws)


def _distinct(connection: Connection, threads: Iterable[int]) -> int:
    """How many messages stand in these threads, each counted once."""
    return int(connection.execute(_EACH.format("count(distinct ifnull(best, m.sighting))"), (numbers_of(threads),)).get)


def _unread(connection: Connection, threads: Iterable[int], done: Doing) -> int:
    counted = _EACH.format("count(distinct ifnull(best, m.sighting))") + " and unread and m.at > ?"
    return int(connection.execute(counted, (numbers_of(threads), _read_until(done))).get)


def _read_until(done: Doing) -> int:
    read = done[doings.READ].value if doings.READ in done else None
    return read if type(read) is int else -UNDATED


_EACH = (
    "select {} from membership m left join classmate k on k.sighting = m.sighting "
    "where thread in (select value from carray(?))"
)
_SHOWN = "select id from record join tally on thread = number where kind = ? and places > 0"
_LAST = "select state from sighting where number = (select max(sighting) from membership where thread = ? and at = ?)"


def _newest(connection: Connection, here: Mapping[int, Tally]) -> Newest:
    """The newest message: what it says, or what stands for it where it has no text."""
    at = max((tally.last_at for tally in here.values() if tally.last_at is not None), default=None)
    for thread in here if at is not None else ():
        if (kept := connection.execute(_LAST, (thread, at)).get) is not None:
            said = effective(decode_state(kept))
            return Newest(line_of(said), said.sender, said.direction == OUT)
    return Newest()


def line_of(said: Sighting) -> str | None:
    """A message in one line, for lists: its text, or a summary, or the name of a file."""
    for part in said.parts if isinstance(said.parts, tuple) else ():
        text = (
            part if isinstance(part, str) else part.text or part.summary or (part.attachment and part.attachment.name)
        )
        if text:
            return text
    return said.subject or (said.event.title if said.event else None)


def numbers_of(threads: Iterable[int]) -> Any:
    """Numbers as one query argument, for `in (select value from carray(?))`."""
    return apsw.carray(array("q", threads))

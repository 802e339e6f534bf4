"""The list of conversations, and which thread belongs to which."""

from array import array
from collections.abc import Iterable, Mapping
from typing import Any, Final

import apsw
from msgspec import Struct

from owntexts.errors import NotFound
from owntexts.explain import Fix
from owntexts.model import conversations as law
from owntexts.model import intents as intent_law
from owntexts.model import threads as facts_law
from owntexts.model.conversations import parties
from owntexts.model.facts import decode_state, effective
from owntexts.model.ids import thread_id
from owntexts.model.people import People
from owntexts.model.records import Intent, Sighting, Thread
from owntexts.model.times import rfc3339
from owntexts.replica import classes, doings, kinds, persons, settings, sightings
from owntexts.replica.database import Connection, Replica
from owntexts.replica.drafts import UNDATED
from owntexts.replica.records import ORPHANS

ORPHANED: Final = "Orphaned messages"
NAME: Final = "name"
PINNED: Final = "pinned"
MUTED: Final = "muted"

Doing = Mapping[str, Intent]
Tally = tuple[int, int, int | None]


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


class Conversation(Struct, frozen=True):
    """A class of threads: its id, its threads' ids and row numbers (best first), and what is known of them."""

    id: bytes
    members: tuple[bytes, ...]
    numbers: tuple[int, ...]
    facts: tuple[Thread, ...]
    is_orphans: bool


class Kept(Struct, frozen=True):
    """What the person said of a conversation, by field, and when its newest dated message came (UTC ms)."""

    id: bytes
    done: Mapping[str, Intent]
    last_at: int | None


class Directory:
    """All conversations of a replica at one moment."""

    def __init__(self, connection: Connection) -> None:
        self._numbers: dict[bytes, int] = {}
        facts: dict[bytes, Thread] = {}
        for number, one, kept in connection.execute(
            "select number, id, state from record where kind = ?", (kinds.THREAD,)
        ):
            self._numbers[one] = number
            if kept is not None:
                facts[one] = facts_law.effective(facts_law.decode_thread(kept))
        self._facts = facts
        self.raws = frozenset(raw for thread in facts.values() for raw in (*parties(thread), *(thread.members or ())))
        own = settings.own_numbers(connection)
        self.people = persons.known(connection, self.raws | own).people
        self.me = frozenset(map(self.people.person, own))
        self.conversation_of = law.conversations(facts, self.people, own)
        self._orphans = {thread_id(family, ORPHANS) for family in sightings.families(connection)}

    def facts(self, thread: bytes) -> Thread | None:
        """What is known of a thread; None where it is only mentioned."""
        return self._facts.get(thread)

    def of(self, threads: Iterable[bytes]) -> list[bytes]:
        """The ids of the conversations that these threads belong to."""
        return [self.conversation_of.get(thread, thread) for thread in threads]

    def all(self) -> list[Conversation]:
        """Every conversation, in no order."""
        members: dict[bytes, list[bytes]] = {}
        for thread in self._numbers:
            members.setdefault(self.conversation_of.get(thread, thread), []).append(thread)
        return [self._conversation(one, threads) for one, threads in members.items()]

    def one(self, thread: bytes) -> Conversation:
        """The conversation that this thread belongs to; any member's id is accepted. Raises NotFound."""
        if thread not in self._numbers:
            raise no_conversation(thread.hex())
        conversation = self.conversation_of.get(thread, thread)
        members = [one for one in self._numbers if self.conversation_of.get(one, one) == conversation]
        return self._conversation(conversation, members)

    def _conversation(self, one: bytes, threads: Iterable[bytes]) -> Conversation:
        members = tuple(sorted(threads, key=lambda thread: (thread != one, thread)))
        return Conversation(
            one,
            members,
            tuple(self._numbers[member] for member in members),
            tuple(self._facts[member] for member in members if member in self._facts),
            one in self._orphans,
        )


def conversations(db: Replica) -> list[ConversationRow]:
    """All conversations that have anything to show: pinned ones, then the others, each the newest first."""
    with db.read() as connection:
        return [row for row in listed(connection, Directory(connection)) if row.messages]


def listed(connection: Connection, directory: Directory) -> list[ConversationRow]:
    """The same in one state of the replica, and those that have nothing to show too."""
    everything = directory.all()
    tallies = _tallies(connection)
    done = doings.on(connection, [member for one in everything for member in one.members])
    said = {one.id.hex(): _done(one, done) for one in everything}
    rows = [_row(connection, one, tallies, said[one.id.hex()], directory) for one in everything]
    return sorted(rows, key=lambda row: (_is_pinned(said[row.id]), row.last_at or "", row.id), reverse=True)


def kept(db: Replica, thread: bytes) -> Kept:
    """What the person said of the conversation that this thread belongs to. Raises NotFound."""
    with db.read() as connection:
        one = Directory(connection).one(thread)
        tallies = _tallies(connection)
        times = [tallies[number][2] for number in one.numbers if number in tallies]
        done = _done(one, doings.on(connection, one.members))
        return Kept(one.id, done, max((time for time in times if time is not None), default=None))


def count(db: Replica) -> int:
    """How many conversations have anything to show."""
    with db.read() as connection:
        shown: list[bytes] = [thread for (thread,) in connection.execute(_SHOWN, (kinds.THREAD,))]
        return len(set(Directory(connection).of(shown)))


def no_conversation(thread: str) -> NotFound:
    return NotFound(
        f"There is no conversation {thread}",
        "Conversations are named by the id that their list shows, or by that of any thread in them.",
        fixes=(Fix(id="list", title="Look at the list", kind="person", command="owntexts conversations"),),
    )


def _tallies(connection: Connection) -> dict[int, Tally]:
    """Per thread: how many sightings, how many of them unread, and the newest one's time."""
    rows = connection.execute(
        "select thread, count(*), sum(unread), max(at) filter (where at < ?) from membership group by thread",
        (UNDATED,),
    )
    return {thread: (count, unread, last) for thread, count, unread, last in rows}


def _row(
    connection: Connection, one: Conversation, tallies: Mapping[int, Tally], done: Doing, directory: Directory
) -> ConversationRow:
    counted = [tallies[number] for number in one.numbers if number in tallies]
    last_at = max((last for *_, last in counted if last is not None), default=None)
    several = len(counted) > 1 or classes.any_at_all(connection)
    return ConversationRow(
        id=one.id.hex(),
        name=_name(one, done, directory),
        participants=_participants(one, directory),
        service=next((thread.service for thread in one.facts if thread.service), None),
        messages=_distinct(connection, one.numbers) if several else sum(count for count, *_ in counted),
        unread=_unread(connection, one.numbers, done) if several or doings.READ in done else sum(c[1] for c in counted),
        last_at=rfc3339(last_at),
        last_text=_last_text(connection, one.numbers, last_at),
        local=_beside(one),
    )


def _beside(one: Conversation) -> Beside | None:
    """Google Messages mirrors RCS among the MMS; a day long past may mean that it has stopped to."""
    last = rfc3339(max((thread.rcs_day for thread in one.facts if thread.rcs_day is not None), default=None))
    return Beside(last.partition("T")[0]) if last else None


def _done(one: Conversation, on: Mapping[bytes, list[Intent]]) -> Doing:
    return intent_law.latest(intent for member in one.members for intent in on.get(member, ()))


def _is_pinned(done: Doing) -> bool:
    return PINNED in done and done[PINNED].value is True


def _name(one: Conversation, done: Doing, directory: Directory) -> str | None:
    """What the person calls it; else what its source does; else who is in it, as address books name them."""
    if NAME in done and isinstance(given := done[NAME].value, str) and given:
        return given
    if one.is_orphans:
        return ORPHANED
    named = (thread.name for thread in one.facts if thread.name)
    return next(named, None) or _of_people(_participants(one, directory), directory.people)


def _of_people(participants: Iterable[str], people: People) -> str | None:
    """The names of those in it, then the addresses of those who have none; None where nobody has one."""
    raws = sorted({people.person(raw): raw for raw in sorted(participants, reverse=True)}.values())
    names = {raw: people.name(raw) for raw in raws}
    nameless = [raw for raw in raws if not names[raw]]
    return ", ".join((*sorted(set(filter(None, names.values()))), *nameless)) if any(names.values()) else None


def _participants(one: Conversation, directory: Directory) -> tuple[str, ...]:
    """The other parties' addresses; my own only where I write to myself."""
    raws = sorted({party for thread in one.facts for party in (*parties(thread), *(thread.members or ()))})
    return tuple(raw for raw in raws if directory.people.person(raw) not in directory.me) or tuple(raws)


def _distinct(connection: Connection, threads: Iterable[int]) -> int:
    """How many messages stand in these threads, each counted once."""
    return int(connection.execute(_EACH.format("count(distinct ifnull(best, m.sighting))"), (_numbers(threads),)).get)


def _unread(connection: Connection, threads: Iterable[int], done: Doing) -> int:
    read = done[doings.READ].value if doings.READ in done else None
    until = read if type(read) is int else -UNDATED
    counted = _EACH.format("count(distinct ifnull(best, m.sighting))") + " and unread and m.at > ?"
    return int(connection.execute(counted, (_numbers(threads), until)).get)


_EACH = (
    "select {} from membership m left join classmate k on k.sighting = m.sighting "
    "where thread in (select value from carray(?))"
)
_SHOWN = "select id from record where kind = ? and exists (select 1 from membership where thread = number)"
_LAST = "select state from sighting where number = (select max(sighting) from membership where thread = ? and at = ?)"


def _last_text(connection: Connection, threads: Iterable[int], at: int | None) -> str | None:
    """What the newest message says, or what stands for it where it has no text."""
    for thread in threads if at is not None else ():
        if (kept := connection.execute(_LAST, (thread, at)).get) is not None:
            return line_of(effective(decode_state(kept)))
    return None


def line_of(said: Sighting) -> str | None:
    """A message in one line, for lists: its text, or a summary, or the name of a file."""
    for part in said.parts if isinstance(said.parts, tuple) else ():
        text = (
            part if isinstance(part, str) else part.text or part.summary or (part.attachment and part.attachment.name)
        )
        if text:
            return text
    return said.subject or (said.event.title if said.event else None)


def _numbers(threads: Iterable[int]) -> Any:
    return apsw.carray(array("q", threads))

"""Which thread belongs to which conversation, at one moment."""

from collections.abc import Iterable
from functools import lru_cache

from msgspec import Struct

from owntexts.errors import NotFound
from owntexts.explain import Fix
from owntexts.model import conversations as law
from owntexts.model import threads as facts_law
from owntexts.model.conversations import parties
from owntexts.model.ids import thread_id
from owntexts.model.records import Thread
from owntexts.replica import kinds, persons, settings, sightings
from owntexts.replica.database import Connection, Replica
from owntexts.replica.records import ORPHANS


class Conversation(Struct, frozen=True):
    """A class of threads: its id, its threads' ids and row numbers (best first), and what is known of them."""

    id: bytes
    members: tuple[bytes, ...]
    numbers: tuple[int, ...]
    facts: tuple[Thread, ...]
    is_orphans: bool


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
                facts[one] = _thread(kept)
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


def directory(db: Replica) -> Directory:
    """The directory as it is now."""
    return db.remembered("directory", lambda connection, _before: Directory(connection))


def no_conversation(thread: str) -> NotFound:
    return NotFound(
        f"There is no conversation {thread}",
        "Conversations are named by the id that their list shows, or by that of any thread in them.",
        fixes=(Fix(id="list", title="Look at the list", kind="person", command="owntexts conversations"),),
    )


@lru_cache(maxsize=65_536)
def _thread(kept: bytes) -> Thread:
    return facts_law.effective(facts_law.decode_thread(kept))

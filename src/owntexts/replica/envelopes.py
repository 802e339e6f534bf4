"""Whom each message is between, as a telephone keeps it: one address for each person, the owner left out."""

from collections.abc import Hashable, Iterable, Iterator, Sequence
from functools import cached_property
from typing import Final

from owntexts.model.conversations import GROUP, is_group, parties
from owntexts.model.envelopes import Envelope
from owntexts.model.facts import effective
from owntexts.model.formats import ANDROID, APPLE
from owntexts.model.handles import e164
from owntexts.model.ids import native_text, thread_id
from owntexts.model.natives import OwnId, own_id
from owntexts.model.records import IN, Sighting, Thread
from owntexts.replica import doings, projection, records, settings
from owntexts.replica.database import Connection
from owntexts.replica.threads import Conversation, Directory

BOX: Final = "box"

People = dict[Hashable, str]
"""By person the one address by which they are named."""


class Envelopes:
    """Those of the messages of one state of the replica. `me` is an address of the owner's beside those in settings."""

    def __init__(self, connection: Connection, directory: Directory, me: str | None = None) -> None:
        self._connection = connection
        self._directory = directory
        self._region = settings.region(connection)
        own = settings.own_numbers(connection).union([me] if me else [])
        self._own = frozenset(map(self._person, own))
        self._members: dict[bytes, People] = {}

    def of(self, numbers: Sequence[int]) -> Iterator[Envelope]:
        """Of each message whose best sighting has one of these numbers, in their order."""
        found = projection.members_of(self._connection, list(numbers))
        for number in numbers:
            if members := found.get(number):
                yield self._envelope([effective(facts) for _, facts in members])

    def _envelope(self, said: Sequence[Sighting]) -> Envelope:
        one = _of_telephone(said)
        thread = next(filter(None, map(self._directory.facts, records.threads_of(one))), None)
        rcs = thread if thread and one.family == ANDROID and thread.key.startswith(GROUP) else None
        people = self._people(one, thread)
        sender = people.get(self._person(one.sender)) if one.sender and one.direction == IN else None
        return Envelope(
            others=tuple(sorted(people.values())),
            sender=sender,
            group=rcs.key.removeprefix(GROUP) if rcs else None,
            name=rcs.name if rcs else None,
            own_id=_own_id(one),
            box=_box(one),
            unread=all(doings.is_unread(each, {}) for each in said),
            worded=all(each.family != APPLE for each in said),
            left=bool(thread and sender and is_group(thread) and len(people) > len(self._group(thread))),
        )

    def _people(self, one: Sighting, thread: Thread | None) -> People:
        """The other parties of a message: of a group its members and the sender, else the sender or the one other."""
        sender = {self._person(one.sender): one.sender} if one.sender and one.direction == IN else {}
        if thread is not None and is_group(thread):
            return sender | self._group(thread)
        return sender or dict(list(self._by_person(parties(thread) if thread else ()).items())[:1])

    def _group(self, thread: Thread) -> People:
        """The members of the conversation that a group's thread belongs to."""
        conversation = self._directory.conversation_of[thread_id(thread.family, thread.key)]
        if conversation not in self._members:
            threads = self._conversations[conversation].facts
            self._members[conversation] = self._by_person(one for thread in threads for one in parties(thread))
        return self._members[conversation]

    @cached_property
    def _conversations(self) -> dict[bytes, Conversation]:
        return {one.id: one for one in self._directory.all()}

    def _by_person(self, addresses: Iterable[str]) -> People:
        """Each person by the first address told; me only where I am alone."""
        found: dict[Hashable, str] = {}
        for address in addresses:
            found.setdefault(self._person(address), address)
        return {person: address for person, address in found.items() if person not in self._own} or found

    def _person(self, address: str) -> Hashable:
        return e164(address, self._region) or address


def _of_telephone(said: Sequence[Sighting]) -> Sighting:
    """The sighting that a telephone made, first one with an id of its own; else the best."""
    made = [each for each in said if each.family == ANDROID]
    return next((each for each in made if _own_id(each)), made[0] if made else said[0])


def _own_id(one: Sighting) -> OwnId | None:
    return own_id(native_text(one.native)) if one.family == ANDROID else None


def _box(one: Sighting) -> int | None:
    box = (one.extra or {}).get(BOX) if one.family == ANDROID else None
    return box if isinstance(box, int) else None

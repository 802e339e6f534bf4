"""Conversations and their messages: read, searched, and what is done to them."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import tzinfo
from typing import Any

import msgspec

from owntexts.errors import NotFound, OwntextsError
from owntexts.model.message import Message, ShownPart
from owntexts.model.times import read_rfc3339, rfc3339

CONVERSATION = "c1" * 16


START = 1_760_000_000_000


def a_message(number: int, **change: Any) -> Message:
    message = Message(
        id=f"{number:032x}",
        kind="message",
        conversation=(CONVERSATION,),
        service="iMessage",
        direction="in",
        sender="+15550100",
        at=rfc3339(START + number * 3_600_000),
        delivered_at=None,
        read_at=None,
        subject=None,
        text=f"text {number}",
        parts=(ShownPart("text", f"text {number}", (), None, None),),
        effect=None,
        reply_to=None,
        reactions=(),
        edits=(),
        event=None,
        deleted_at=None,
    )
    return msgspec.structs.replace(message, **change)


@dataclass(frozen=True)
class Row:
    id: str = CONVERSATION
    name: str | None = "Grandma"
    participants: tuple[str, ...] = ("+15550100",)
    service: str | None = "iMessage"
    messages: int = 3
    unread: int = 0
    last_at: str | None = "2026-11-01T10:00:00.000Z"


@dataclass(frozen=True)
class Newest:
    text: str | None = "See you on Sunday"
    sender: str | None = "+15550100"
    mine: bool = False


@dataclass(frozen=True)
class Conversation:
    row: Row = field(default_factory=Row)
    newest: Newest = field(default_factory=Newest)
    group: bool = False
    pinned: bool = False
    muted: bool = False

    @property
    def members(self) -> tuple[bytes, ...]:
        return (bytes.fromhex(self.row.id),)


@dataclass(frozen=True)
class Stretch:
    messages: tuple[Message, ...]
    before: Message | None
    after: Message | None


@dataclass(frozen=True)
class Hit:
    message: Message
    snippet: str


@dataclass
class Reading:
    """One conversation, whose messages are `shown`, oldest first."""

    shown: list[Message] = field(default_factory=lambda: [a_message(1)])
    listed: list[Conversation] = field(default_factory=lambda: [Conversation()])
    names: dict[str, str] = field(default_factory=dict)
    photos: dict[str, bytes] = field(default_factory=dict)
    damage: OwntextsError | None = None

    def conversations(self) -> Sequence[Conversation]:
        if self.damage:
            raise self.damage
        return self.listed

    def newest(self, conversation: str, most: int) -> Stretch:
        return self._cut(conversation, len(self.shown) - most, len(self.shown))

    def before(self, conversation: str, message: str, most: int) -> Stretch:
        place = self._place(message)
        return self._cut(conversation, place - most, place)

    def after(self, conversation: str, message: str, most: int) -> Stretch:
        place = self._place(message) + 1
        return self._cut(conversation, place, place + most)

    def around(self, conversation: str, message: str, most: int) -> Stretch:
        place = self._place(message)
        return self._cut(conversation, place - most // 2, place + most // 2)

    def since(self, conversation: str, at: int, most: int) -> Stretch:
        place = sum((read_rfc3339(one.at) or 0) < at for one in self.shown)
        return self._cut(conversation, place, place + most)

    def between(self, conversation: str, first: str, last: str | None, most: int) -> Stretch:
        end = self._place(last) + 1 if last else len(self.shown)
        return self._cut(conversation, max(self._place(first), end - most), end)

    def message(self, message: str) -> Message:
        return self.shown[self._place(message)]

    def quoted(self, messages: Collection[str]) -> Mapping[str, Message]:
        return {one.id: one for one in self.shown if one.id in messages}

    def called(self, handles: Collection[str]) -> Mapping[str, str]:
        return {handle: self.names.get(handle, handle) for handle in handles}

    def with_photo(self, handles: Collection[str]) -> Collection[str]:
        return self.photos.keys() & set(handles)

    def photo(self, handle: str) -> bytes | None:
        return self.photos.get(handle)

    def _place(self, message: str) -> int:
        places = [place for place, one in enumerate(self.shown) if one.id == message]
        if not places:
            raise NotFound("There is no such message")
        return places[0]

    def _cut(self, conversation: str, start: int, end: int) -> Stretch:
        if conversation not in {one.row.id for one in self.listed}:
            raise NotFound("There is no such conversation")
        start = max(start, 0)
        before = self.shown[start - 1] if start else None
        after = self.shown[end] if end < len(self.shown) else None
        return Stretch(tuple(self.shown[start:end]), before, after)


@dataclass(frozen=True)
class Found:
    hits: tuple[Hit, ...]
    terms: tuple[str, ...]
    unclear: tuple[str, ...] = ()


@dataclass
class Searching:
    """Finds a query as it stands; the newest first."""

    reading: Reading
    unclear: tuple[str, ...] = ()

    def search(self, query: str, limit: int, zone: tzinfo | None, *, goes_on: bool) -> Found:
        fitting = [one for one in reversed(self.reading.shown) if query in (one.text or "")]
        return Found(tuple(Hit(one, one.text or "") for one in fitting[:limit]), (query,), self.unclear)

    def marked(self, line: str, terms: Sequence[str]) -> Sequence[tuple[str, bool]]:
        before, word, after = line.partition(terms[0])
        return [(piece, piece == word) for piece in (before, word, after) if piece]


@dataclass
class Doing:
    done: list[tuple[object, ...]] = field(default_factory=list)

    def pin(self, conversation: str, *, pinned: bool) -> None:
        self.done.append(("pin", conversation, pinned))

    def mute(self, conversation: str, *, muted: bool) -> None:
        self.done.append(("mute", conversation, muted))

    def name(self, conversation: str, called: str) -> None:
        self.done.append(("name", conversation, called))

    def read(self, conversation: str) -> None:
        self.done.append(("read", conversation))

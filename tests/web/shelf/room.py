"""The room that everything takes, and Recently Deleted."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from tests.web.shelf.messages import CONVERSATION

from owntexts.model.message import Message


@dataclass(frozen=True)
class ByKind:
    texts: int | None = 1_000
    photos: int = 5_000
    videos: int = 2_000
    audio: int = 0
    other: int = 0


@dataclass(frozen=True)
class ConversationRoom:
    id: str = CONVERSATION
    name: str = "Grandma"
    attachments: int = 2
    bytes: int = 7_000


@dataclass(frozen=True)
class LargeItem:
    id: str = f"{1:032x}"
    attachment: str = "f" * 32
    name: str | None = "waves.mov"
    mime: str | None = "video/quicktime"
    at: str | None = "2026-11-01T10:00:00.000Z"
    bytes: int = 2_000


@dataclass(frozen=True)
class Local:
    replica: int = 9_000
    originals: int = 4_000
    previews: int = 300
    at_sources: int = 7_000


@dataclass(frozen=True)
class Storage:
    quota: int | None = 10_000
    used: int | None = 8_000
    by: ByKind = ByKind()
    conversations: tuple[ConversationRoom, ...] = (ConversationRoom(),)
    largest: tuple[LargeItem, ...] = (LargeItem(),)
    local: Local = Local()


@dataclass(frozen=True)
class Reviewed:
    id: str = f"{1:032x}"
    why: str = "large"
    bytes: int = 2_000


@dataclass(frozen=True)
class Gone:
    message: Message
    purge_at: str | None = "2026-12-01T10:00:00.000Z"


@dataclass(frozen=True)
class Purged:
    messages: int
    bytes_freed: int | None


@dataclass
class Room:
    told: Storage = field(default_factory=Storage)
    worth: list[Reviewed] = field(default_factory=lambda: [Reviewed()])
    gone: list[Gone] = field(default_factory=list)
    freed: int | None = 12_300_000
    done: list[tuple[object, ...]] = field(default_factory=list)

    def storage(self) -> Storage:
        return self.told

    def review(self) -> Sequence[Reviewed]:
        return self.worth

    def deleted(self) -> Sequence[Gone]:
        return self.gone

    def delete(self, messages: Sequence[str]) -> None:
        self.done.append(("delete", *messages))

    def delete_conversation(self, conversation: str) -> None:
        self.done.append(("delete conversation", conversation))

    def recover(self, messages: Sequence[str]) -> None:
        self.done.append(("recover", *messages))

    def purge(self, messages: Sequence[str]) -> Purged:
        self.done.append(("purge", *messages))
        return Purged(len(messages), self.freed)

    def purge_everything(self) -> Purged:
        return self.purge([one.message.id for one in self.gone])

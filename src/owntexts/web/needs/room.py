"""The room that messages and their files take, and what becomes of those that are deleted."""

from collections.abc import Sequence
from typing import Protocol

from owntexts.model.message import Message


class ByKind(Protocol):
    """Bytes on the hub; `texts` None while the hub did not say."""

    @property
    def texts(self) -> int | None: ...

    @property
    def photos(self) -> int: ...

    @property
    def videos(self) -> int: ...

    @property
    def audio(self) -> int: ...

    @property
    def other(self) -> int: ...


class ConversationRoom(Protocol):
    """What the files of a conversation take."""

    @property
    def id(self) -> str: ...

    @property
    def name(self) -> str: ...

    @property
    def attachments(self) -> int: ...

    @property
    def bytes(self) -> int: ...


class LargeItem(Protocol):
    """A file, and the message (`id`) that has it."""

    @property
    def id(self) -> str: ...

    @property
    def attachment(self) -> str: ...

    @property
    def name(self) -> str | None: ...

    @property
    def mime(self) -> str | None: ...

    @property
    def at(self) -> str | None: ...

    @property
    def bytes(self) -> int: ...


class Local(Protocol):
    """Bytes on this device."""

    @property
    def replica(self) -> int: ...

    @property
    def originals(self) -> int: ...

    @property
    def previews(self) -> int: ...

    @property
    def at_sources(self) -> int: ...


class Storage(Protocol):
    """Quota and used are None where there is no account, or the hub never said."""

    @property
    def quota(self) -> int | None: ...

    @property
    def used(self) -> int | None: ...

    @property
    def by(self) -> ByKind: ...

    @property
    def conversations(self) -> Sequence[ConversationRoom]: ...

    @property
    def largest(self) -> Sequence[LargeItem]: ...

    @property
    def local(self) -> Local: ...


class Reviewed(Protocol):
    """A message that is worth a look: 'large', 'old' or 'duplicate'."""

    @property
    def id(self) -> str: ...

    @property
    def why(self) -> str: ...

    @property
    def bytes(self) -> int: ...


class InRecentlyDeleted(Protocol):
    """A message, and when it is purged by itself; None where only its source deleted it."""

    @property
    def message(self) -> Message: ...

    @property
    def purge_at(self) -> str | None: ...


class Purged(Protocol):
    """What is gone for ever, and the bytes that this freed on the hub; None while that was not told."""

    @property
    def messages(self) -> int: ...

    @property
    def bytes_freed(self) -> int | None: ...


class Room(Protocol):
    """Looking at it and making more of it. Messages and conversations are named by their ids, in hex."""

    def storage(self) -> Storage: ...

    def review(self) -> Sequence[Reviewed]: ...

    def deleted(self) -> Sequence[InRecentlyDeleted]: ...

    def delete(self, messages: Sequence[str]) -> None: ...

    def delete_conversation(self, conversation: str) -> None: ...

    def recover(self, messages: Sequence[str]) -> None: ...

    def purge(self, messages: Sequence[str]) -> Purged: ...

    def purge_everything(self) -> Purged: ...

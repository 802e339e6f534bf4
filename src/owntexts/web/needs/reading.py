"""Reading: the list of conversations, stretches of one, single messages, and what people are called."""

from collections.abc import Collection, Mapping, Sequence
from typing import Protocol

from owntexts.model.message import Message


class Row(Protocol):
    """A conversation; participants are raw handles."""

    @property
    def id(self) -> str: ...

    @property
    def name(self) -> str | None: ...

    @property
    def participants(self) -> Sequence[str]: ...

    @property
    def service(self) -> str | None: ...

    @property
    def messages(self) -> int: ...

    @property
    def unread(self) -> int: ...

    @property
    def last_at(self) -> str | None: ...


class Newest(Protocol):
    """The newest message in one line; `sender` None is me, or nobody known."""

    @property
    def text(self) -> str | None: ...

    @property
    def sender(self) -> str | None: ...

    @property
    def mine(self) -> bool: ...


class Conversation(Protocol):
    """A conversation as it is listed. `members` are the ids of its threads."""

    @property
    def row(self) -> Row: ...

    @property
    def members(self) -> Collection[bytes]: ...

    @property
    def newest(self) -> Newest: ...

    @property
    def group(self) -> bool: ...

    @property
    def pinned(self) -> bool: ...

    @property
    def muted(self) -> bool: ...


class Stretch(Protocol):
    """Messages in their order, and their neighbours; None where the conversation begins or ends."""

    @property
    def messages(self) -> Sequence[Message]: ...

    @property
    def before(self) -> Message | None: ...

    @property
    def after(self) -> Message | None: ...


class Reading(Protocol):
    """What is here to be read. Conversations and messages are named by any member's id, in hex."""

    def conversations(self) -> Sequence[Conversation]:
        """Those that have anything to show, in the order of the list."""

    def newest(self, conversation: str, most: int) -> Stretch: ...

    def before(self, conversation: str, message: str, most: int) -> Stretch: ...

    def after(self, conversation: str, message: str, most: int) -> Stretch: ...

    def around(self, conversation: str, message: str, most: int) -> Stretch: ...

    def since(self, conversation: str, at: int, most: int) -> Stretch:
        """From a time on (UTC ms)."""

    def between(self, conversation: str, first: str, last: str | None, most: int) -> Stretch: ...

    def message(self, message: str) -> Message: ...

    def quoted(self, messages: Collection[str]) -> Mapping[str, Message]:
        """Those of these messages that are here, by the id that was asked for."""

    def called(self, handles: Collection[str]) -> Mapping[str, str]:
        """What people are called, by raw handle."""

    def with_photo(self, handles: Collection[str]) -> Collection[str]:
        """Those of these raw handles whose person has a photo in an address book."""

    def photo(self, handle: str) -> bytes | None:
        """Their photo, a JPEG or PNG."""

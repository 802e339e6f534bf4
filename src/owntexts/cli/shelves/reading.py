"""Reading."""

from collections.abc import Collection, Mapping, Sequence

from owntexts.agent import contacts, leafing, people, reading
from owntexts.agent.home import Home
from owntexts.model.message import Message
from owntexts.replica.stretches import Stretch
from owntexts.replica.threads import Listed


class ReadingShelf:
    """The conversations of a home."""

    def __init__(self, home: Home) -> None:
        self._home = home

    def conversations(self) -> Sequence[Listed]:
        return reading.listed(self._home)

    def newest(self, conversation: str, most: int) -> Stretch:
        return leafing.newest(self._home, conversation, most)

    def before(self, conversation: str, message: str, most: int) -> Stretch:
        return leafing.before(self._home, conversation, message, most)

    def after(self, conversation: str, message: str, most: int) -> Stretch:
        return leafing.after(self._home, conversation, message, most)

    def around(self, conversation: str, message: str, most: int) -> Stretch:
        return leafing.around(self._home, conversation, message, most)

    def since(self, conversation: str, at: int, most: int) -> Stretch:
        return leafing.since(self._home, conversation, at, most)

    def between(self, conversation: str, first: str, last: str | None, most: int) -> Stretch:
        return leafing.between(self._home, conversation, first, last, most)

    def message(self, message: str) -> Message:
        return leafing.message(self._home, message)

    def quoted(self, messages: Collection[str]) -> Mapping[str, Message]:
        return leafing.quoted(self._home, messages)

    def called(self, handles: Collection[str]) -> Mapping[str, str]:
        return people.called(self._home, handles)

    def with_photo(self, handles: Collection[str]) -> Collection[str]:
        return contacts.with_photo(self._home, handles)

    def photo(self, handle: str) -> bytes | None:
        return contacts.photo(self._home, handle)

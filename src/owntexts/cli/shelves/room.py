"""Room, and Recently Deleted."""

from collections.abc import Sequence

from owntexts.agent import deleting, storage
from owntexts.agent.deleting import InRecentlyDeleted, Purged
from owntexts.agent.home import Home
from owntexts.agent.storage import Review, Storage


class RoomShelf:
    """What the messages of a home take."""

    def __init__(self, home: Home) -> None:
        self._home = home

    def storage(self) -> Storage:
        return storage.storage_of(self._home)

    def review(self) -> Sequence[Review]:
        return storage.review(self._home)

    def deleted(self) -> Sequence[InRecentlyDeleted]:
        return deleting.in_recently_deleted(self._home)

    def delete(self, messages: Sequence[str]) -> None:
        deleting.delete(self._home, messages)

    def delete_conversation(self, conversation: str) -> None:
        deleting.delete(self._home, (), conversation=conversation)

    def recover(self, messages: Sequence[str]) -> None:
        deleting.recover(self._home, messages)

    def purge(self, messages: Sequence[str]) -> Purged:
        return deleting.purge(self._home, messages)

    def purge_everything(self) -> Purged:
        return deleting.purge(self._home, everything=True)

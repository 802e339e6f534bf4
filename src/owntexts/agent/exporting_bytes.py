"""The bytes of attachments for an export: from where they lie on this device, else from the hub."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import BinaryIO, Final

from owntexts.agent.attachments import shelves_for_many
from owntexts.agent.holding import Shelves
from owntexts.agent.home import Home
from owntexts.agent.obtaining import obtain
from owntexts.errors import AccountRefused, HubFailed
from owntexts.replica import files

NOT_HERE: Final = "its bytes are neither on this device nor to be had from the hub"


@contextmanager
def bytes_of(home: Home, secret: str | None = None) -> Iterator["Bytes"]:
    """The bytes of any attachments, as long as this is open; `secret` opens an encrypted source."""
    with shelves_for_many(home, secret) as shelves:
        yield Bytes(home, shelves)


class Bytes:
    """A `writers.files.Fetch`. What the hub or a condition refuses once is not asked for again and again."""

    def __init__(self, home: Home, shelves: Shelves) -> None:
        self._home = home
        self._shelves = shelves
        self._may_fetch = home.identity.membership is not None

    def __call__(self, attachment: str, out: BinaryIO) -> str | None:
        """Writes the bytes of an attachment (its id in hex) into an empty file; gives None, or why they are not."""
        wanted = files.file(self._home.replica, attachment)
        if wanted.content is None or wanted.size is None:
            return None if self.copied_of(wanted.id, out) else NOT_HERE
        return None if self.copied(wanted.content, wanted.size, out) else NOT_HERE

    def copied_of(self, attachment: bytes, out: BinaryIO) -> bytes | None:
        """Writes what a source has of an attachment whose content is not known; gives its SHA-256."""
        return self._shelves.copy_of(attachment, out)

    def copied(self, content: bytes, size: int, out: BinaryIO) -> bool:
        """Writes a content (SHA-256, bytes) into an empty file; False, and nothing of it, where it is not to be had."""
        return self._shelves.copy(content, size, out) or (
            self._fetched(content) and self._shelves.copy(content, size, out)
        )

    def _fetched(self, content: bytes) -> bool:
        if not self._may_fetch:
            return False
        with suppress(HubFailed, AccountRefused):
            held = obtain(self._home, [content], urgent=False, progress=lambda _done, _total: None)
            self._may_fetch = not held
            return not held
        self._may_fetch = False
        return False

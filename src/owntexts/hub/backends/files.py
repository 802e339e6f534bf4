"""Objects as files of the data folder: blobs/<account>/<first byte>/<name>, ids in hex.

A file is written below blobs/.incoming, synced, linked to its name where none is yet, and its folder synced: so what
has a name is whole, and still there after a power cut.
"""

import re
import shutil
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from errno import EOPNOTSUPP, EPERM
from io import RawIOBase
from os import O_CREAT, O_EXCL, O_WRONLY, fdopen, fsync
from os import open as open_handle
from pathlib import Path
from typing import Final

from owntexts.errors import NO_ROOM
from owntexts.hub.backends.folder import sync_folder
from owntexts.hub.ports import StorageFailed, StorageFull

INCOMING: Final = ".incoming"
MOST_KEPT_FREE: Final = 64 << 20
KEPT_FREE_PERCENT: Final = 5
FIRST_BYTES: Final = 256
_NAME: Final = re.compile("[0-9a-f]{32}/[0-9a-f]{2}/[0-9a-f]{32}[.][0-9a-f]{16}")
_CANNOT_LINK: Final = frozenset({EPERM, EOPNOTSUPP})


class FileObjects:
    """The objects below one folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._folders = DurableFolders()

    def tidy(self) -> None:
        """Remove what was being written when the hub ended; only the serving process may."""
        with _told_plainly():
            for draft in self._incoming().iterdir():
                draft.unlink()

    def create(self, account: bytes, name: str) -> "NewFile":
        with _told_plainly():
            return NewFile(self._incoming() / name, self.path(account, name), self._folders)

    def open(self, account: bytes, name: str) -> RawIOBase | None:
        with _told_plainly(), suppress(FileNotFoundError):
            return self.path(account, name).open("rb", buffering=0)
        return None

    def size(self, account: bytes, name: str) -> int | None:
        with _told_plainly(), suppress(FileNotFoundError):
            return self.path(account, name).stat().st_size
        return None

    def remove(self, account: bytes, name: str) -> None:
        with _told_plainly():
            self.path(account, name).unlink(missing_ok=True)

    def all(self) -> Iterator[tuple[bytes, str]]:
        for place in self._folder.glob("*/*/*"):
            if _NAME.fullmatch("/".join(place.parts[-3:])):
                yield bytes.fromhex(place.parts[-3]), place.name

    def has_room(self, more: int) -> bool:
        with _told_plainly():
            disk = shutil.disk_usage(self._folder)
        return disk.free - more >= min(MOST_KEPT_FREE, disk.total * KEPT_FREE_PERCENT // 100)

    def path(self, account: bytes, name: str) -> Path:
        """Where an object lies."""
        return self._folder / account.hex() / name[:2] / name

    def _incoming(self) -> Path:
        incoming = self._folder / INCOMING
        incoming.mkdir(mode=0o700, exist_ok=True)
        return incoming


class NewFile:
    """An object that is being written."""

    def __init__(self, draft: Path, place: Path, folders: "DurableFolders") -> None:
        self._draft = draft
        self._place = place
        self._folders = folders
        self._file = fdopen(open_handle(draft, O_CREAT | O_EXCL | O_WRONLY, 0o600), "wb")

    def write(self, pieces: Iterable[bytes]) -> None:
        with _told_plainly():
            self._file.writelines(pieces)

    def publish(self) -> None:
        with _told_plainly():
            self._file.flush()
            fsync(self._file.fileno())
            self._file.close()
            self._folders.make(self._place.parent.parent)
            _link(self._draft, self._place)
            sync_folder(self._place.parent)
            self._draft.unlink(missing_ok=True)

    def abandon(self) -> None:
        with suppress(OSError):
            self._file.close()
        with suppress(OSError):
            self._draft.unlink(missing_ok=True)


class DurableFolders:
    """The folders of accounts, each made whole when its first object comes, and on the disk before it is used."""

    def __init__(self) -> None:
        self._made: set[Path] = set()
        self._guard = threading.Lock()

    def make(self, account: Path) -> None:
        """With all that lie in it: making them one by one would cost the first uploads a sync each."""
        with self._guard:
            if account in self._made:
                return
            account.mkdir(mode=0o700, exist_ok=True)
            for first_byte in range(FIRST_BYTES):
                (account / f"{first_byte:02x}").mkdir(mode=0o700, exist_ok=True)
            sync_folder(account.parent)
            sync_folder(account)
            self._made.add(account)


def _link(draft: Path, place: Path) -> None:
    """Give a draft its name if it is free; file systems without links can only move it there."""
    try:
        place.hardlink_to(draft)
    except OSError as error:
        if error.errno not in _CANNOT_LINK:
            raise
        if place.exists():
            raise FileExistsError(place) from error
        draft.rename(place)


@contextmanager
def _told_plainly() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        if error.errno in NO_ROOM:
            raise StorageFull("the disk takes no more") from error
        raise StorageFailed(f"{type(error).__name__}: {error.strerror}") from error

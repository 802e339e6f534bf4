"""The home's own cache of attachments' bytes: sealed files under names that tell nothing, which arrive piece by piece.

<home>/cache/ab/abcdef…        a file of the cache (see crypto.cached)
<home>/cache/ab/abcdef….part   one that is still arriving
"""

import os
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager, suppress
from io import BufferedReader, RawIOBase
from pathlib import Path
from typing import BinaryIO, Final, Self

from owntexts.agent.files import private_folder, sync_folder
from owntexts.agent.lock import take
from owntexts.crypto.cached import FRAME, OVERHEAD, CacheKeys, FileKeys, pieces_in, sealed_size, starts_at
from owntexts.errors import NO_ROOM, OwntextsError
from owntexts.explain import Evidence, Fix
from owntexts.model.contents import PIECE_BYTES

PART: Final = ".part"


class Damaged(Exception):
    """A file of the cache is not what was written: it is to be thrown away and fetched again."""


class Cache:
    """The cache of one home. What should be in it, the replica says."""

    def __init__(self, folder: Path, keys: CacheKeys, random: Callable[[int], bytes]) -> None:
        self._folder = folder
        self._keys = keys
        self._random = random

    def draft(self, content: bytes, size: int) -> "Draft":
        """A file that is to arrive, from where it stopped. Raises OwntextsError storage.device_full."""
        place = self._place(content)
        with explained(self._folder):
            private_folder(private_folder(self._folder) / place.parent.name)
            return Draft(place, self._keys.file(content, size), size, self._random)

    def pieces(self, content: bytes, size: int) -> Iterator[bytes]:
        """The plaintext piece by piece. Raises Damaged, also where there is no such file."""
        keys = self._keys.file(content, size)
        with self._file(content, size) as file:
            for place in range(pieces_in(size)):
                yield _piece(file, keys, place, size)

    def open(self, content: bytes, size: int) -> BinaryIO:
        """The plaintext as a stream that can be sought in; reading it raises Damaged. Raises Damaged."""
        return BufferedReader(_Plain(self._file(content, size), self._keys.file(content, size), size), PIECE_BYTES)

    def remove(self, content: bytes) -> None:
        """Takes a file away; one that is not there is gone already."""
        place = self._place(content)
        for path in (place, _part_of(place)):
            path.unlink(missing_ok=True)

    def tidy(self, known: Collection[bytes]) -> int:
        """Takes away whatever is none of these contents; how many bytes of the disk that freed."""
        names = {self._keys.name(content) for content in known}
        freed = 0
        for path in self._folder.glob("??/*"):
            if path.name.partition(".")[0] not in names:
                with suppress(FileNotFoundError):
                    freed += path.stat().st_size
                    path.unlink()
        return freed

    def _file(self, content: bytes, size: int) -> BinaryIO:
        try:
            file = self._place(content).open("rb")
        except OSError:
            raise Damaged from None
        if os.fstat(file.fileno()).st_size == sealed_size(size):
            return file
        file.close()
        raise Damaged

    def _place(self, content: bytes) -> Path:
        name = self._keys.name(content)
        return self._folder / name[:2] / name


class Draft:
    """A file of the cache that is being written; a context manager that keeps what is there for another time."""

    def __init__(self, place: Path, keys: FileKeys, size: int, random: Callable[[int], bytes]) -> None:
        self._place = place
        self._keys = keys
        self._size = size
        self._random = random
        self._path, self._file = _draft_at(place, random)
        self.written = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()

    def close(self) -> None:
        """What is written stays for another time."""
        self._file.close()

    def there(self) -> Iterator[bytes]:
        """The pieces that an earlier attempt has written, up to the first that is not sound; writing goes on there."""
        whole = max(0, os.fstat(self._file.fileno()).st_size - len(FRAME)) // (PIECE_BYTES + OVERHEAD)
        for place in range(min(whole, pieces_in(self._size))):
            try:
                piece = _piece(self._file, self._keys, place, self._size)
            except Damaged:
                break
            self.written += 1
            yield piece

    def write(self, piece: bytes | memoryview) -> None:
        """The next piece. Raises OwntextsError storage.device_full."""
        with explained(self._place.parent):
            _write_at(self._file, starts_at(self.written), self._keys.seal(self.written, piece, self._random))
        self.written += 1

    def finish(self) -> None:
        """All of it is here, durably and under its name. Raises OwntextsError storage.device_full."""
        with explained(self._place.parent):
            _write_at(self._file, 0, FRAME)
            self._file.truncate(sealed_size(self._size))
            os.fsync(self._file.fileno())
            self._file.close()
            self._path.replace(self._place)
            sync_folder(self._place.parent)

    def discard(self) -> None:
        """It is not what it should be."""
        self._path.unlink(missing_ok=True)


class _Plain(RawIOBase):
    """A file of the cache, read as what it holds."""

    def __init__(self, file: BinaryIO, keys: FileKeys, size: int) -> None:
        self._sealed = file
        self._keys = keys
        self._size = size
        self._at = 0
        self._kept: tuple[int, bytes] = (-1, b"")

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        self._at = offset + {os.SEEK_SET: 0, os.SEEK_CUR: self._at, os.SEEK_END: self._size}[whence]
        return self._at

    def readinto(self, buffer: "memoryview") -> int:  # type: ignore[override]  # what BufferedReader gives
        place, start = divmod(self._at, PIECE_BYTES)
        if self._at >= self._size:
            return 0
        if self._kept[0] != place:
            self._kept = (place, _piece(self._sealed, self._keys, place, self._size))
        given = self._kept[1][start : start + len(buffer)]
        buffer[: len(given)] = given
        self._at += len(given)
        return len(given)

    def close(self) -> None:
        self._sealed.close()
        super().close()


@contextmanager
def explained(folder: Path) -> Iterator[None]:
    """Turns what the file system says of the cache into storage.device_full, or an error that names the folder."""
    try:
        yield
    except OSError as error:
        raise (_no_room if error.errno in NO_ROOM else _not_writable)(folder, error) from error


def _piece(file: BinaryIO, keys: FileKeys, place: int, size: int) -> bytes:
    file.seek(starts_at(place))
    length = min(PIECE_BYTES, size - place * PIECE_BYTES)
    plaintext = keys.open(place, file.read(length + OVERHEAD))
    if plaintext is None or len(plaintext) != length:
        raise Damaged
    return plaintext


def _write_at(file: BinaryIO, start: int, data: bytes) -> None:
    """All of it; a disk that has room for a part of it only says so by the next part."""
    file.seek(start)
    left = memoryview(data)
    while left:
        left = left[file.write(left) :]


def _draft_at(place: Path, random: Callable[[int], bytes]) -> tuple[Path, BinaryIO]:
    """The draft to go on with; one of its own where another process is writing that."""
    path = _part_of(place)
    file = _opened(path)
    if take(file.fileno()):
        return path, file
    file.close()
    path = place.with_name(f"{place.name}.{random(4).hex()}{PART}")
    return path, _opened(path)


def _opened(path: Path) -> BinaryIO:
    """Without a buffer: what could not be written is not tried again when it is closed."""
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_BINARY", 0), 0o600)
    return os.fdopen(descriptor, "r+b", buffering=0)


def _part_of(place: Path) -> Path:
    return place.with_name(place.name + PART)


def _no_room(folder: Path, error: OSError) -> OwntextsError:
    return OwntextsError(
        "This device has no room left",
        "Attachments wait; nothing that is here is lost, and texts go on.",
        code="storage.device_full",
        evidence=(Evidence("folder", str(folder)), Evidence("fault", error.strerror or type(error).__name__)),
        fixes=(
            Fix("free_space", "Make room on this device, for example by emptying its trash", "person"),
            Fix("keep_less", "Keep the originals of the last days only", "setting", KEEP_LESS),
        ),
    )


def _not_writable(folder: Path, error: OSError) -> OwntextsError:
    return OwntextsError(
        "The cache of attachments cannot be used",
        "The folder may not be read or written by you, or it is damaged.",
        code="replica.permission",
        evidence=(Evidence("folder", str(folder)), Evidence("fault", error.strerror or type(error).__name__)),
        fixes=(Fix("permission", "Make the home folder yours again (owner, 0700)", "person"),),
    )


KEEP_LESS: Final = "owntexts settings set attachments.keep optimise"

"""Pieces of bytes as a file, and files that nobody else can open."""

import io
import tempfile
from collections.abc import Iterable, Iterator
from typing import IO, BinaryIO, Final, cast

BUFFER: Final = 64 << 10
IN_MEMORY: Final = 4 << 20


class _Pieces(io.RawIOBase):
    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces = pieces
        self._ready = memoryview(b"")

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]  # BufferedReader gives memoryviews
        while not self._ready:
            piece = next(self._pieces, None)
            if piece is None:
                return 0
            self._ready = memoryview(piece)
        size = min(len(buffer), len(self._ready))
        buffer[:size] = self._ready[:size]
        self._ready = self._ready[size:]
        return size


def stream(pieces: Iterable[bytes]) -> io.BufferedReader:
    """A file that is read from front to back, and takes the next piece when it is asked for more."""
    return io.BufferedReader(_Pieces(iter(pieces)), BUFFER)


def kept(pieces: Iterable[bytes]) -> BinaryIO:
    """All pieces in a file at its beginning: in memory while small, else on disk, nameless and of mode 0600."""
    file: IO[bytes] = tempfile.SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115 - whoever asks for it closes it
    try:
        for piece in pieces:
            file.write(piece)
        file.seek(0)
    except BaseException:
        file.close()
        raise
    return cast("BinaryIO", file)

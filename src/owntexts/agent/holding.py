"""The bytes of attachments that are on this device: in its cache, or where a source has them.

What was read there once is believed to be there still, and checked whenever it is used.
"""

from collections.abc import Callable, Generator, Iterator
from contextlib import closing, suppress
from dataclasses import dataclass
from hashlib import sha256
from typing import BinaryIO

from owntexts.agent.cache import Cache, Damaged
from owntexts.errors import SourceFailed
from owntexts.model.contents import PIECE_BYTES
from owntexts.model.records import Reference
from owntexts.replica import cached, places
from owntexts.replica.database import Replica
from owntexts.replica.places import Spot
from owntexts.sources.base import OpenFiles

UNREADABLE = (OSError, ValueError, Damaged)


@dataclass(frozen=True)
class Shelves:
    """This device's replica, its cache, and its sources' files: `files` opens those of the source with a number."""

    replica: Replica
    cache: Cache
    files: Callable[[int], OpenFiles]

    def copy(self, content: bytes, size: int, out: BinaryIO) -> bool:
        """Writes this content into a file, from its start; False, and nothing of it, where it is not here."""
        with closing(self._streams(content, size)) as streams:
            return any(_copied(stream, out, content) for stream in streams)

    def copy_of(self, attachment: bytes, out: BinaryIO) -> bytes | None:
        """Writes what a source has of this attachment into a file; gives its SHA-256, None where nothing is here."""
        with self.replica.read() as connection:
            spots = places.spots_of(connection, attachment)
        with closing(self._at(spots)) as streams:
            return next((digest for stream in streams if (digest := _written(stream, out))), None)

    def piece(self, content: bytes, size: int, place: int, piece: Reference) -> bytes | None:
        """One piece of this content, as its reference says it is; None where it is not here."""
        with closing(self._streams(content, size)) as streams:
            found = (_piece(stream, place) for stream in streams)
            return next((each for each in found if sha256(each).digest() == piece.content), None)

    def streams(self, attachment: bytes, content: bytes | None, size: int | None) -> Generator[BinaryIO]:
        """What this device has of an attachment, place by place; each is open until the next is asked for."""
        if content is not None and size is not None:
            yield from self._streams(content, size)
        with self.replica.read() as connection:
            spots = places.spots_of(connection, attachment)
        yield from self._at([spot for spot in spots if content is None or spot.content is None])

    def damaged(self, content: bytes) -> None:
        """What the cache has of it goes, and is fetched again; what a source has is read again."""
        cached.gone(self.replica, content)
        self.cache.remove(content)
        with self.replica.write() as connection:
            places.not_there_any_more(connection, content)

    def _streams(self, content: bytes, size: int) -> Generator[BinaryIO]:
        if cached.has(self.replica, content):
            with suppress(Damaged), self.cache.open(content, size) as stream:
                yield stream
        with self.replica.read() as connection:
            spots = places.spots_with(connection, content)
        yield from self._at(spots)

    def _at(self, spots: list[Spot]) -> Generator[BinaryIO]:
        for spot in spots:
            with suppress(SourceFailed), self.files(spot.source) as files:
                for found in files.contents([spot.place]):
                    if found.stream is not None:
                        yield found.stream


def _copied(stream: BinaryIO, out: BinaryIO, content: bytes) -> bool:
    if _written(stream, out) == content:
        return True
    _empty(out)
    return False


def _written(stream: BinaryIO, out: BinaryIO) -> bytes | None:
    """SHA-256 of all that was copied; None where it could not be read to its end."""
    whole = sha256()
    _empty(out)
    for part in _parts(stream):
        if part is None:
            return None
        whole.update(part)
        out.write(part)
    return whole.digest()


def _parts(stream: BinaryIO) -> Iterator[bytes | None]:
    """What can be read, then None where that was not all."""
    while True:
        try:
            part = stream.read(PIECE_BYTES)
        except UNREADABLE:
            yield None
            return
        if not part:
            return
        yield part


def _piece(stream: BinaryIO, place: int) -> bytes:
    """What stands in this place of a stream that may not know how to seek; empty where it cannot be read."""
    try:
        for _ in range(place):
            _exactly(stream)
        return _exactly(stream)
    except UNREADABLE:
        return b""


def _exactly(stream: BinaryIO) -> bytes:
    parts, room = list[bytes](), PIECE_BYTES
    while room and (part := stream.read(room)):
        parts.append(part)
        room -= len(part)
    return b"".join(parts)


def _empty(out: BinaryIO) -> None:
    out.seek(0)
    out.truncate()

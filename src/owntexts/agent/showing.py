"""Files as pages show them: small pictures, and originals read from any place on, as far as they are on this device."""

import os
import sys
from collections.abc import Collection, Generator, Iterator
from contextlib import closing, suppress
from functools import partial
from itertools import chain
from typing import BinaryIO, Final

from owntexts.agent.attachments import not_to_be_had, shelves_of
from owntexts.agent.cache import Damaged
from owntexts.agent.holding import UNREADABLE, Shelves
from owntexts.agent.home import Home, now_ms
from owntexts.agent.safe_names import safe_name
from owntexts.agent.source_files import files_of
from owntexts.errors import NotFound, SourceFailed
from owntexts.previews.sniffing import HEAD, sniff
from owntexts.replica import cached, files, sources
from owntexts.replica import looks as known_looks
from owntexts.replica.files import File
from owntexts.replica.looks import Look
from owntexts.replica.places import CACHE
from owntexts.sources.base import OpenFiles

BLOCK: Final = 256 << 10
LYING_OPEN: Final = frozenset({"apple-messages"})
"""Kinds of sources; of others a file is found by opening a backup, with its password, or by reading an export."""
WEBP: Final = b"RIFF", b"WEBP"


def looks(home: Home, attachments: Collection[str]) -> dict[str, Look]:
    """By attachment (id in hex) how it looks on this device; ids that are none are left out."""
    ids = {bytes.fromhex(one): one for one in attachments}
    return {ids[one]: look for one, look in known_looks.looks(home.replica, list(ids)).items()}


def picture(home: Home, said: str) -> bytes:
    """The small picture of an attachment, a WebP. Raises NotFound where there is none, or what there is is not one."""
    wanted = files.file(home.replica, said)
    known = known_looks.looks(home.replica, [wanted.id])[wanted.id].picture
    if known is None:
        raise _no_picture()
    try:
        data = b"".join(home.cache.pieces(known.content, known.length))
    except Damaged:
        shelves_of(home).damaged(known.content)
        raise _no_picture() from None
    if (data[:4], data[8:12]) != WEBP:
        raise _no_picture()
    return data


class Opened:
    """An original that is here. `mime` is what its bytes are, None for what is not known.

    `size` is None where only reading tells. Raises NotFound where it is not here.
    """

    def __init__(self, wanted: File, shelves: Shelves) -> None:
        self._wanted, self._shelves = wanted, shelves
        self._streams = shelves.streams(wanted.id, wanted.content, wanted.size)
        first = _first(self._streams)
        if first is None:
            if wanted.content is not None:
                shelves.damaged(wanted.content)
            raise not_to_be_had(wanted)
        self._stream, self._head = first
        kind = sniff(self._head)
        self.name = safe_name(wanted.name, wanted.mime)
        self.mime = kind.mime if kind else None
        self.size = self._stream.seek(0, os.SEEK_END) if self._stream.seekable() else wanted.size

    def read(self, start: int = 0, count: int | None = None) -> Iterator[bytes]:
        """So many bytes from a place on, to the end where no number is given; what is damaged ends it there."""
        left = sys.maxsize if count is None else count
        with closing(self._streams):
            for part in self._parts(start):
                yield part[:left]
                left -= len(part)
                if left <= 0:
                    return

    def close(self) -> None:
        """It is not read."""
        self._streams.close()

    def _parts(self, start: int) -> Iterator[bytes]:
        try:
            yield from _from(self._stream, self._head, start)
        except UNREADABLE:
            if self._wanted.content is not None:
                self._shelves.damaged(self._wanted.content)


def opened(home: Home, said: str) -> Opened:
    """An original, to be read. Raises NotFound where it is not here."""
    wanted = files.file(home.replica, said)
    found = Opened(wanted, shelves_of(home))
    if wanted.content is not None:
        cached.used(home.replica, wanted.content, now_ms())
    return found


def beginning(home: Home, said: str, most: int, *, at_once: bool) -> bytes:
    """So many bytes of an original at most, as they stand among other things: it does not count as looked at.

    `at_once` looks only where no archive has to be opened, and no export to be read. Raises NotFound where it is not.
    """
    wanted = files.file(home.replica, said)
    shelves = Shelves(home.replica, home.cache, partial(_lying_open, home)) if at_once else shelves_of(home)
    with closing(shelves.streams(wanted.id, wanted.content, wanted.size)) as streams:
        for stream in streams:
            with suppress(*UNREADABLE):
                return b"".join(_parts(stream, most))
    raise not_to_be_had(wanted)


def _lying_open(home: Home, number: int) -> OpenFiles:
    """The files of a source that has them on the disk as they are. Raises SourceFailed."""
    if number != CACHE and sources.one(home.replica, str(number)).kind not in LYING_OPEN:
        raise SourceFailed("Its files do not lie open", "They are asked for one by one.", code="source.missing")
    return files_of(home, home.cache, number)


def _parts(stream: BinaryIO, most: int) -> Iterator[bytes]:
    while most and (part := stream.read(min(most, BLOCK))):
        yield part
        most -= len(part)


def _first(streams: Generator[BinaryIO]) -> tuple[BinaryIO, bytes] | None:
    """The first place that can be read, and what it begins with."""
    for stream in streams:
        with suppress(*UNREADABLE):
            return stream, stream.read(HEAD)
    return None


def _from(stream: BinaryIO, head: bytes, start: int) -> Iterator[bytes]:
    """A stream from a place on, the beginning of which was read; one that does not seek is read up to there."""
    begun: tuple[bytes, ...] = ()
    if stream.seekable():
        stream.seek(start)
        start = 0
    else:
        begun = (head,)
    for part in chain(begun, iter(lambda: stream.read(BLOCK), b"")):
        if kept := part[start:]:
            yield kept
        start = max(0, start - len(part))


def _no_picture() -> NotFound:
    return NotFound("There is no picture of it", "None was made, or it has not come yet.")

"""Blobs from the hub into the cache: several ahead, each opened and checked, then the whole file once more.

What is not what was sent is thrown away, told by the name of its attachment, and asked for again after a while; the
other files go on.
"""

from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from hashlib import sha256
from typing import Final

from msgspec import Struct

from owntexts.agent import mishaps
from owntexts.agent.carrying import Run, Way
from owntexts.agent.mishaps import Wrong
from owntexts.model.records import Reference
from owntexts.replica import cached, downloads
from owntexts.wire.blob import BlobKind

AHEAD: Final = 3

Piece = tuple["_Arriving", Reference | None]


class File(Struct, frozen=True):
    """A file to be fetched: SHA-256 of all of it, its length, its pieces in order, and what these are."""

    content: bytes
    size: int
    pieces: tuple[Reference, ...]
    kind: BlobKind = BlobKind.PIECE


def fetch(run: Run, files: Iterable[File], way: Way = "fetch") -> None:
    """Brings these files into the cache, in this order. Raises Waits, HubFailed, OwntextsError storage.device_full."""
    ahead: deque[tuple[_Arriving, Future[memoryview | None]]] = deque()
    with ThreadPoolExecutor(AHEAD, "blobs") as pool:
        try:
            for arriving, reference in _in_turn(run, files):
                ahead.append((arriving, pool.submit(_piece, run, way, arriving.file.kind, reference)))
                if len(ahead) > AHEAD:
                    _take(*ahead.popleft())
            while ahead:
                _take(*ahead.popleft())
        finally:
            pool.shutdown(wait=True, cancel_futures=True)
            for arriving, _ in ahead:
                arriving.close()


def opened(run: Run, kind: BlobKind, reference: Reference) -> memoryview:
    """The plaintext of one blob. Raises Wrong for anything else in its place, HubFailed."""
    data = run.means.blobs.blob(reference.blob)
    if data is None:
        raise Wrong(reference, None, mishaps.missing(reference))
    try:
        return run.keys.open(kind, reference, data)
    except mishaps.INTEGRITY as error:
        raise Wrong(reference, sha256(data).digest(), error) from error


class _Arriving:
    """One file on its way into the cache."""

    def __init__(self, run: Run, file: File) -> None:
        self.file = file
        self._run = run
        self._whole = sha256()
        self._draft = run.means.cache.draft(file.content, file.size)
        self._over = False
        for piece in self._draft.there():
            self._whole.update(piece)
            run.told(len(piece))

    @property
    def left(self) -> tuple[Reference, ...]:
        """The pieces that are not here yet."""
        return self.file.pieces[self._draft.written :]

    def take(self, piece: memoryview | None) -> None:
        """The next piece; the last one makes it whole."""
        if self._over:
            return
        if piece is not None:
            self._whole.update(piece)
            self._draft.write(piece)
            self._run.told(len(piece))
        if not self.left:
            self._finish()

    def fail(self, reason: Wrong) -> None:
        """A piece of it could not be had; those that are here stay for another time."""
        if not self._over:
            mishaps.met(self._run, self.file.content, reason)
        self.close()

    def close(self) -> None:
        self._over = True
        self._draft.close()

    def _finish(self) -> None:
        if self._whole.digest() != self.file.content:
            self._draft.discard()
            self.fail(Wrong(None, None, mishaps.another_file(self.file.content)))
            return
        self._draft.finish()
        self.close()
        used_at = self._run.device.now() if self._run.asked else cached.NEVER
        with self._run.device.replica.write() as connection:
            cached.keep(connection, self.file.content, self.file.kind, self.file.size, used_at)
            cached.proven(connection, self.file.content)
            downloads.arrived(connection, self.file.content)


def _in_turn(run: Run, files: Iterable[File]) -> Iterator[Piece]:
    """Piece by piece, file by file; a file of which nothing is left has one turn all the same."""
    for file in files:
        arriving = _Arriving(run, file)
        for reference in arriving.left or (None,):
            yield arriving, reference


def _piece(run: Run, way: Way, kind: BlobKind, reference: Reference | None) -> memoryview | None:
    if reference is None:
        return None
    run.check(way)
    return opened(run, kind, reference)


def _take(arriving: _Arriving, future: Future[memoryview | None]) -> None:
    try:
        arriving.take(future.result())
    except Wrong as reason:
        arriving.fail(reason)
    except BaseException:
        arriving.close()
        raise

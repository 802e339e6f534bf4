"""Putting blobs on the hub: what is missing there and nothing else, several at a time, little of it in memory.

Pieces are collected until a window is full. The hub says which of them it has; the others are sealed and put. A file
counts as sent once the window with its last piece is there, so whatever breaks off is gone on with at the first missing
piece: the hub's answer is all that has to be remembered.
"""

from concurrent.futures import Future, ThreadPoolExecutor, wait
from types import TracebackType
from typing import Final, NamedTuple, Self

from owntexts.agent.carrying import Run, Way
from owntexts.model.records import Reference
from owntexts.replica import uploads
from owntexts.replica.uploads import Result
from owntexts.wire import limits
from owntexts.wire.blob import BlobKind

WINDOW_BYTES: Final = 12 * limits.MIB
WINDOW_PIECES: Final = 64
AT_ONCE: Final = 3


class Outgoing(NamedTuple):
    """A piece on its way."""

    kind: BlobKind
    reference: Reference
    plaintext: bytes


class Sender:
    """A context manager; what was not flushed when it ends is not sent."""

    def __init__(self, run: Run, way: Way = "send") -> None:
        self._run = run
        self._way = way
        self._window: dict[bytes, Outgoing] = {}
        self._bytes = 0
        self._results: list[Result] = []
        self._pool = ThreadPoolExecutor(AT_ONCE, "blobs")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._pool.shutdown(cancel_futures=True)

    def refer(self, kind: BlobKind, plaintext: bytes) -> Reference:
        """Takes a piece in; gives how it is referred to."""
        reference = self._run.keys.refer(kind, plaintext, self._is_known)
        self._window[reference.blob] = Outgoing(kind, reference, plaintext)
        self._bytes += len(plaintext)
        if self._bytes >= WINDOW_BYTES or len(self._window) >= WINDOW_PIECES:
            self._send()
        return reference

    def then(self, result: Result) -> None:
        """To be kept once all that was taken in so far is on the hub."""
        self._results.append(result)
        if len(self._results) >= WINDOW_PIECES:
            self.flush()

    def flush(self) -> None:
        """Everything that was taken in is on the hub, and kept."""
        self._send()
        results, self._results = self._results, []
        uploads.tell(self._run.device.replica, results, self._run.device.now())

    def _send(self) -> None:
        window, self._window, self._bytes = self._window, {}, 0
        if not window:
            return
        self._run.check(self._way)
        about = [(each.reference.blob, each.reference.length) for each in window.values()]
        uploads.putting(self._run.device.replica, about)
        missing = set(self._run.means.blobs.keep_blobs(list(window)))
        for each in window.values():
            if each.reference.blob not in missing:
                self._run.told(each.reference.length)
        wanted = [each for blob, each in window.items() if blob in missing]
        _all_done([self._pool.submit(self._put, each) for each in wanted])

    def _put(self, each: Outgoing) -> None:
        self._run.check(self._way)
        sealed = self._run.keys.seal(each.kind, each.reference, each.plaintext)
        self._run.means.blobs.put_blob(each.reference.blob, sealed)
        self._run.told(each.reference.length)

    def _is_known(self, blob: bytes) -> bool:
        return blob in self._window or uploads.refers_to(self._run.device.replica, blob)


def _all_done(put: list[Future[None]]) -> None:
    """Waits for all of them, then raises what the first met."""
    wait(put)
    for each in put:
        each.result()

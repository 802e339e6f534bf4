"""Makes previews: `with Previews() as previews: previews.make(path)`.

Strangers' files are decoded in a process of its own, which is started by the first file that needs it, replaced when a
file has broken it or it has answered for many, and ended when there was none for a while.
"""

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import RLock, Timer
from typing import Final, Self

from owntexts.previews.answers import Answer, NotPreviewed, Why
from owntexts.previews.kinds import PICTURES, PLAYED
from owntexts.previews.limits import Bounds
from owntexts.previews.process import NotThere, Process
from owntexts.previews.sniffing import HEAD, sniff

TRIES: Final = 2
READING: Final = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)


class Previews:
    """One process and those who ask it, in line. No file makes it raise, or hold more in memory than an answer."""

    def __init__(self, bounds: Bounds | None = None) -> None:
        self._bounds = bounds or Bounds()
        self._lock = RLock()
        self._process: Process | None = None
        self._rest: Timer | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()

    def close(self) -> None:
        """Ends the process; asking again starts another."""
        with self._lock:
            self._forget_to_rest()
            if self._process is not None:
                self._process.end()
            self._process = None

    def make(self, file: Path | int) -> Answer:
        """What becomes of a file, given by its path or as an open descriptor, whose position is moved."""
        try:
            with _opened(file) as descriptor:
                return _refused(descriptor) or self._asked(descriptor)
        except (OSError, ValueError):
            return NotPreviewed(Why.UNREADABLE)

    def _asked(self, descriptor: int) -> Answer:
        """A process that ended before it got the file says nothing of the file, so another one is asked."""
        with self._lock:
            self._forget_to_rest()
            for _ in range(TRIES):
                try:
                    return self._answer(self._ready(), descriptor)
                except NotThere:
                    self.close()
            return NotPreviewed(Why.NOT_STARTED)

    def _ready(self) -> Process:
        if self._process is None or not self._process.is_alive:
            self.close()
            self._process = Process(self._bounds)
        return self._process

    def _answer(self, process: Process, descriptor: int) -> Answer:
        answer = process.ask(descriptor)
        is_spent = process.asked >= self._bounds.files or answer == NotPreviewed(Why.MEMORY)
        if is_spent or not process.is_alive:
            self.close()
        else:
            self._rest_soon()
        return answer

    def _rest_soon(self) -> None:
        self._rest = Timer(self._bounds.idle_s, self.close)
        self._rest.daemon = True
        self._rest.start()

    def _forget_to_rest(self) -> None:
        if self._rest is not None:
            self._rest.cancel()
        self._rest = None


@contextmanager
def _opened(file: Path | int) -> Iterator[int]:
    """Without waiting for whoever might write into a pipe of that name."""
    if isinstance(file, int):
        yield file
        return
    descriptor = os.open(file, READING)
    try:
        yield descriptor
    finally:
        os.close(descriptor)


def _refused(descriptor: int) -> NotPreviewed | None:
    """Why no process is asked at all."""
    status = os.fstat(descriptor)
    if not stat.S_ISREG(status.st_mode):
        return NotPreviewed(Why.UNREADABLE)
    if not status.st_size:
        return NotPreviewed(Why.EMPTY)
    os.lseek(descriptor, 0, os.SEEK_SET)
    kind = sniff(os.read(descriptor, HEAD))
    return None if kind in PICTURES | PLAYED else NotPreviewed(Why.KIND)

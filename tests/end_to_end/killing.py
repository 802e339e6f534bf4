"""Ends processes without warning, in the middle of what they write."""

import time
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Final

from tests.forking import Process

LONGEST_S: Final = 60.0
LOOK_S: Final = 0.001


class Strike:
    """Made before the command begins: it knows what the folder looked like then."""

    def __init__(self, folder: Path, chance: Random, within_s: float) -> None:
        """Strikes at a random time, at most `within_s` seconds after the first change in the folder."""
        self._folder = folder
        self._before = _stamps(folder)
        self._wait_s = chance.random() * within_s

    def at(self, running: Process, blow: Callable[[], None]) -> None:
        """Waits until the folder changes (or the command has ended), then that random time, then strikes."""
        deadline = time.monotonic() + LONGEST_S
        while running.poll() is None and _stamps(self._folder) == self._before and time.monotonic() < deadline:
            time.sleep(LOOK_S)
        time.sleep(self._wait_s)
        blow()


def killed(running: Process, strike: Strike) -> bool:
    """Strikes the command itself, with SIGKILL; whether it was still at work then."""
    strike.at(running, running.kill)
    return running.wait() != 0


def _stamps(folder: Path) -> dict[str, tuple[int, int]]:
    """Size and time of each file that has something in it; an index of a log says nothing of its own."""
    stamps = {}
    for path in folder.glob("*"):
        try:
            status = path.stat()
        except FileNotFoundError:
            continue
        if status.st_size and not path.name.endswith("-shm"):
            stamps[path.name] = (status.st_size, status.st_mtime_ns)
    return stamps

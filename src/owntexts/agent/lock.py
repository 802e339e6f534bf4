"""One sync loop per home: a lock that the system gives back even where its holder was killed."""

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from owntexts.errors import Busy, ReplicaDamaged
from owntexts.explain import Evidence, Fix

LOCK_FILE = "sync.lock"


PATIENCE_S: Final = 0.5
"""Long enough for a process that only looks whether the lock is taken."""


@contextmanager
def sync_lock(home: Path, patience_s: float = PATIENCE_S) -> Iterator[None]:
    """Hold the home's only sync loop.

    Raises Busy (app.busy) where another process keeps it, ReplicaDamaged (replica.permission) where the home may not be
    written to.
    """
    file = _opened(home / LOCK_FILE)
    try:
        until = time.monotonic() + patience_s
        while not take(file):
            if time.monotonic() >= until:
                raise _busy(home)
            time.sleep(0.02)
        yield
    finally:
        os.close(file)


def is_locked(home: Path) -> bool:
    """Whether some process holds the home's sync loop at this moment: an agent, or a command that syncs."""
    try:
        with sync_lock(home, patience_s=0):
            return False
    except Busy:
        return True


if sys.platform == "win32":
    import msvcrt

    def take(file: int) -> bool:
        try:
            msvcrt.locking(file, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

else:
    import fcntl

    def take(file: int) -> bool:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True


def _opened(lock: Path) -> int:
    try:
        return os.open(lock, os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        raise ReplicaDamaged(
            "The folder of this device may not be written to",
            "A sync keeps its lock there.",
            code="replica.permission",
            evidence=(Evidence("file", str(lock)), Evidence("reason", error.strerror or type(error).__name__)),
            fixes=(Fix("permission", "Make the home folder yours again (owner, 0700)", "person"),),
        ) from error


def _busy(home: Path) -> Busy:
    return Busy(
        "This device is syncing already",
        "Another process of this home has the sync; two at once would undo each other's work.",
        evidence=(Evidence("lock", str(home / LOCK_FILE), origin="home"),),
        fixes=(Fix("wait", "Wait until it is done, then ask again", "wait"),),
    )

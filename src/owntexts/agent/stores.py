"""Watching the stores of sources: something was written in a folder, and now it is quiet again.

Where the kernel tells of writes (Linux, Android) nothing runs in between; elsewhere watchfiles looks once a second.
"""

import os
import select
import threading
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path
from time import monotonic
from typing import Final, Protocol

from owntexts.agent.walking import is_folder
from owntexts.probes import noticing

QUIET_S: Final = 1.0
LONGEST_S: Final = 10.0
SEEN_EACH_MS: Final = 1_000
BESIDE: Final = ("", "-wal")
"""A SQLite store is its file and the write-ahead log beside it."""

Print = tuple[tuple[int, int], ...]


class StoreWatch(Protocol):
    """Calls back, from a thread of its own, once what it follows was written and is quiet again."""

    def follow(self, stores: Iterable[Path]) -> None:
        """These stores from now on, and no others."""

    def stop(self) -> None:
        """Ends the watch."""


def watch(changed: Callable[[], None]) -> StoreWatch:
    """The watch that this system has; it follows nothing yet."""
    return LookingWatch(changed) if noticing.notice(Path.cwd()) is None else ToldWatch(changed)


def print_of(store: Path) -> Print:
    """What differs after a store was written: times (ns) and sizes of its files, or of a folder's entries."""
    if is_folder(store):
        return tuple(sorted(_stamp(entry) for entry in _entries(store)))
    return tuple(_stamp(store.with_name(store.name + ending)) for ending in BESIDE)


def changed_at(store: Path) -> int:
    """When it was written last (UTC ms); 0 where it cannot be seen."""
    return max((time for time, _ in print_of(store)), default=0) // 1_000_000


class ToldWatch:
    """The kernel tells."""

    def __init__(self, changed: Callable[[], None]) -> None:
        self._changed = changed
        self._stores: frozenset[Path] = frozenset()
        self._notices: dict[Path, noticing.Notice] = {}
        self._heard, self._word = os.pipe()
        self._stopped = False
        self._thread = threading.Thread(target=self._watch, name="stores", daemon=True)
        self._thread.start()

    def follow(self, stores: Iterable[Path]) -> None:
        followed = frozenset(stores)
        if followed != self._stores:
            self._stores = followed
            os.write(self._word, b".")

    def stop(self) -> None:
        self._stopped = True
        os.write(self._word, b".")
        self._thread.join()
        for notice in self._notices.values():
            notice.close()
        os.close(self._heard)
        os.close(self._word)

    def _watch(self) -> None:
        while not self._stopped:
            if self._written(None):
                self._wait_until_quiet()
                self._changed()

    def _wait_until_quiet(self) -> None:
        until = monotonic() + LONGEST_S
        while not self._stopped and monotonic() < until and self._written(QUIET_S):
            pass

    def _written(self, seconds: float | None) -> bool:
        """Whether a store was written, waiting so long for a word from anywhere."""
        descriptors = {notice.descriptor: folder for folder, notice in self._notices.items()}
        ready, _, _ = select.select([self._heard, *descriptors], [], [], seconds)
        if self._heard in ready:
            os.read(self._heard, 1 << 10)
            self._take_notice()
            return False
        return any(self._concerns_a_store(descriptors[each]) for each in ready)

    def _concerns_a_store(self, folder: Path) -> bool:
        names = self._notices[folder].clear()
        return any(
            folder == store or (folder == store.parent and names & {store.name + ending for ending in BESIDE})
            for store in self._stores
        )

    def _take_notice(self) -> None:
        folders = _folders(self._stores)
        for folder in self._notices.keys() - folders:
            self._notices.pop(folder).close()
        for folder in folders - self._notices.keys():
            if notice := noticing.notice(folder, noticing.CHANGES | noticing.MODIFIED):
                self._notices[folder] = notice


class LookingWatch:
    """watchfiles looks."""

    def __init__(self, changed: Callable[[], None]) -> None:
        self._changed = changed
        self._folders: frozenset[Path] = frozenset()
        self._ending = threading.Event()
        self._thread: threading.Thread | None = None

    def follow(self, stores: Iterable[Path]) -> None:
        folders = _folders(stores)
        if folders != self._folders:
            self.stop()
            self._folders, self._ending = folders, threading.Event()
            self._thread = threading.Thread(
                target=self._watch, args=(folders, self._ending), name="stores", daemon=True
            )
            self._thread.start()

    def stop(self) -> None:
        self._ending.set()
        if self._thread is not None:
            self._thread.join()

    def _watch(self, folders: frozenset[Path], ending: threading.Event) -> None:
        import watchfiles  # noqa: PLC0415 - only where the kernel does not tell

        with suppress(OSError):
            for _changes in watchfiles.watch(
                *folders,
                stop_event=ending,
                step=SEEN_EACH_MS,
                debounce=int(LONGEST_S * 1000),
                rust_timeout=60_000,
                recursive=False,
                raise_interrupt=False,
            ):
                self._changed()


def _folders(stores: Iterable[Path]) -> frozenset[Path]:
    """Where to look: in a folder that is a store, and beside a file that is one; not where nothing is."""
    folders = (store if is_folder(store) else store.parent for store in stores)
    return frozenset(filter(is_folder, folders))


def _entries(folder: Path) -> list[Path]:
    """Nothing where it may not be looked into, or is gone meanwhile: whoever reads it tells that."""
    try:
        return list(folder.iterdir())
    except OSError:
        return []


def _stamp(file: Path) -> tuple[int, int]:
    """(0, 0) for a file that is absent, and for an empty one, as a log may come and go without a word in it."""
    try:
        status = file.stat()
    except OSError:
        return 0, 0
    return (status.st_mtime_ns, status.st_size) if status.st_size else (0, 0)

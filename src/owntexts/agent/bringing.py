"""Bringing messages in: what is found on this machine, a path or a file that was sent; read in the background."""

import threading
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Final, Literal

from msgspec import Struct

from owntexts.agent import imports, receiving, sources
from owntexts.agent.control import notify
from owntexts.agent.home import Home, open_home
from owntexts.agent.imports import Imported
from owntexts.errors import OwntextsError
from owntexts.explain import Finding
from owntexts.replica import sources as stored
from owntexts.sources.registry import kinds

MOST_FOUND: Final = 20


class Store(Struct, frozen=True):
    """Messages that lie at a usual place of this machine."""

    kind: str
    title: str
    path: str


class Reading(Struct, frozen=True):
    """One source being read, or how it ended: `result` where it could be read, `finding` where not."""

    source: str
    name: str
    state: Literal["reading", "done", "failed"]
    result: Imported | None = None
    finding: Finding | None = None


def titles() -> list[str]:
    """What can be read, each in a few words."""
    return list(dict.fromkeys(kind.title for kind in kinds().values()))


def found(home: Home) -> list[Store]:
    """Stores at usual places that are not sources yet."""
    known = {source.path for source in stored.listed(home.replica)}
    return [store for store in _usual_places() if store.path not in known][:MOST_FOUND]


def _usual_places() -> Iterator[Store]:
    for kind in kinds().values():
        for path in getattr(kind, "discover", tuple)():
            yield Store(kind.kind, kind.title, str(path))


class _Ended(Exception):
    pass


class Bringing:
    """Reads sources one after the other, in a thread and with a home of its own."""

    def __init__(self, home: Path) -> None:
        self._home = home
        self._waiting: list[tuple[str, str | None]] = []
        self._told: dict[str, Reading] = {}
        self._ending = False
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None

    def readings(self) -> list[Reading]:
        """Everything that was asked for since this process began, in that order."""
        with self._lock:
            return list(self._told.values())

    def add(self, home: Home, path: Path, name: str | None = None) -> None:
        """Takes what lies there as a source and begins to read it. Raises SourceFailed, WrongUsage."""
        added = sources.add(home, path, name=name)
        self.read(added.id, name or Path(added.path).name)

    def take(self, home: Home, received: str) -> None:
        """The same for a file that was sent here whole; it is let go where nothing is known of it."""
        path = receiving.path_of(home, received)
        try:
            self.add(home, path, name=path.name)
        except OwntextsError:
            receiving.let_go(home, received)
            raise

    def read(self, source: str, name: str, secret: str | None = None) -> None:
        """Reads a source (again) as soon as those before it are done; `secret` is its own password."""
        with self._lock:
            self._told[source] = Reading(source, name, "reading")
            self._waiting.append((source, secret))
            if self._thread is None:
                self._thread = threading.Thread(target=self._work, name="bringing")
                self._thread.start()

    def close(self) -> None:
        """Stops after the rows at hand, which stay read; what waits is left."""
        with self._lock:
            self._ending = True
            self._waiting.clear()
            thread = self._thread
        if thread is not None:
            thread.join()

    def _work(self) -> None:
        with suppress(_Ended), open_home(self._home) as home:
            while (wanted := self._next()) is not None:
                told = self._read(home, *wanted)
                with self._lock:
                    self._told[told.source] = told
                notify(home.path, "look")

    def _next(self) -> tuple[str, str | None] | None:
        with self._lock:
            if self._waiting:
                return self._waiting.pop(0)
            self._thread = None
            return None

    def _goes_on(self, _done: int, _total: int) -> None:
        if self._ending:
            raise _Ended

    def _read(self, home: Home, source: str, secret: str | None) -> Reading:
        name = self._told[source].name
        try:
            result = imports.import_sources(home, source, secret=secret, progress=self._goes_on)
        except OwntextsError as error:
            return Reading(source, name, "failed", finding=error.finding)
        if result.failed:
            return Reading(source, name, "failed", finding=result.failed[0].error)
        _let_go_if_sent(home, source)
        return Reading(source, name, "done", result)


def _let_go_if_sent(home: Home, source: str) -> None:
    """A file that was sent here and has been read is not kept in the open: its messages are in the replica."""
    path = Path(stored.one(home.replica, source).path)
    if receiving.is_received(home, path):
        stored.remove(home.replica, source)
        receiving.let_go(home, path.parent.name)

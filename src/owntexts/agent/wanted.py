"""Originals that somebody waits for: fetched one after the other, in a thread, and how far each is."""

import threading
import time
from contextlib import suppress
from pathlib import Path
from typing import Final, Literal

from msgspec import Struct

from owntexts.agent.attachments import not_to_be_had
from owntexts.agent.home import Home, open_home
from owntexts.agent.obtaining import obtain
from owntexts.agent.underway import seconds_left
from owntexts.errors import OwntextsError
from owntexts.explain import Finding
from owntexts.replica import files

SOON_S: Final = 1.0
"""Within that time most files are here, and nobody has to look at a progress."""


class Fetched(Struct, frozen=True):
    """One file, and how far it is: bytes; `held` are the codes of what holds it, `finding` is why it failed."""

    state: Literal["going", "done", "held", "failed"]
    done: int = 0
    total: int = 0
    seconds_left: int | None = None
    held: tuple[str, ...] = ()
    finding: Finding | None = None


class _Ended(Exception):
    pass


class Wanted:
    """The files of one home that its pages asked for since this process began."""

    def __init__(self, home: Path) -> None:
        self._home = home
        self._waiting: list[tuple[str, bytes, bool]] = []
        self._told: dict[str, Fetched] = {}
        self._ending = False
        self._changed = threading.Condition()
        self._thread: threading.Thread | None = None

    def fetch(self, home: Home, said: str, *, now: bool) -> None:
        """Begins to fetch a file, and comes back once it is here or a moment has passed; `now` overrides what is soft.

        Raises NotFound where no device has sent it.
        """
        wanted = files.file(home.replica, said)
        if wanted.content is None:
            raise not_to_be_had(wanted)
        with self._changed:
            if not self._is_going(said):
                self._begin(said, wanted.content, now=now)
            self._changed.wait_for(lambda: not self._is_going(said), SOON_S)

    def told(self, said: str) -> Fetched | None:
        """How far it is, or how it ended; the end is told once."""
        with self._changed:
            told = self._told.get(said)
            if told is not None and told.state != "going":
                del self._told[said]
            return told

    def close(self) -> None:
        """Stops after the pieces at hand, which stay for another time."""
        with self._changed:
            self._ending = True
            self._waiting.clear()
            thread = self._thread
        if thread is not None:
            thread.join()

    def _is_going(self, said: str) -> bool:
        told = self._told.get(said)
        return told is not None and told.state == "going"

    def _begin(self, said: str, content: bytes, *, now: bool) -> None:
        self._told[said] = Fetched("going")
        self._waiting.append((said, content, now))
        if self._thread is None:
            self._thread = threading.Thread(target=self._work, name="wanted")
            self._thread.start()

    def _work(self) -> None:
        with suppress(_Ended), open_home(self._home) as home:
            while (wanted := self._next()) is not None:
                said, content, now = wanted
                self._tell(said, self._fetched(home, said, content, now=now))

    def _next(self) -> tuple[str, bytes, bool] | None:
        with self._changed:
            if self._waiting:
                return self._waiting.pop(0)
            self._thread = None
            return None

    def _tell(self, said: str, told: Fetched) -> None:
        with self._changed:
            self._told[said] = told
            self._changed.notify_all()

    def _fetched(self, home: Home, said: str, content: bytes, *, now: bool) -> Fetched:
        begun = time.monotonic()

        def progress(done: int, total: int) -> None:
            if self._ending:
                raise _Ended
            self._tell(said, Fetched("going", done, total, seconds_left(time.monotonic() - begun, done, total)))

        try:
            held = obtain(home, [content], urgent=now, progress=progress)
        except OwntextsError as error:
            return Fetched("failed", finding=error.finding)
        return Fetched("held", held=held) if held else Fetched("done")

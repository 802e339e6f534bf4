"""The process that decodes, as the one who asks has it: started, asked, ended."""

import signal
import subprocess
import sys
import time
from contextlib import suppress
from multiprocessing import Pipe
from threading import Timer
from typing import Final

import msgspec

from owntexts.previews.answers import Answer, NotPreviewed, Why, decode
from owntexts.previews.handing import READY, TAKEN, give, start
from owntexts.previews.limits import ANSWER, LARGE_ANSWER, Bounds

COMMAND: Final = (sys.executable, "-P", "-m", "owntexts.previews.worker")
ENDING_S: Final = 1.0
OUT_OF_PROCESSOR: Final = -int(getattr(signal, "SIGXCPU", 0))
FROM_OUTSIDE: Final = (-int(getattr(signal, "SIGKILL", 0)), -signal.SIGTERM)


class NotThere(Exception):
    """There is no process that could be asked."""


class Process:
    """A process that is ready for files; `asked` counts those that it got. Raises NotThere."""

    def __init__(self, bounds: Bounds) -> None:
        self.asked = 0
        self._bounds = bounds
        self._line, theirs = Pipe()
        with theirs:
            try:
                self._process = start((*COMMAND, msgspec.json.encode(bounds).decode()), theirs)
            except OSError as error:
                self._line.close()
                raise NotThere from error
        if self._heard(bounds.starting_s) != READY:
            self.end()
            raise NotThere

    @property
    def is_alive(self) -> bool:
        return self._process.poll() is None

    def ask(self, descriptor: int) -> Answer:
        """What becomes of an open file; one that it breaks down over, or takes too long for, ends the process.

        Raises NotThere where it had ended before it took the file.
        """
        try:
            give(self._line, descriptor, self._process.pid)
        except OSError as error:
            raise NotThere from error
        if self._heard(self._bounds.starting_s) != TAKEN:
            raise NotThere
        self.asked += 1
        until = time.monotonic() + self._bounds.seconds
        said = self._heard(self._bounds.seconds)
        with suppress(msgspec.MsgspecError):
            return decode(said or b"")
        why = Why.TIME if time.monotonic() >= until else self._end_of_it()
        self.end()
        return NotPreviewed(why)

    def end(self) -> None:
        """At once, whatever it does. An idle one would end by itself, as the other end of its line is closed."""
        self._line.close()
        self._process.kill()
        self._process.wait()

    def _heard(self, seconds: float) -> bytes | None:
        """What it says, or None where it is dead, or says more than any answer; after that time it is dead."""
        late = Timer(seconds, self._process.kill)
        late.daemon = True
        late.start()
        try:
            return self._line.recv_bytes(LARGE_ANSWER if self._bounds.large else ANSWER)
        except (OSError, EOFError):
            return None
        finally:
            late.cancel()

    def _end_of_it(self) -> Why:
        """By its return code; one that lives on talks nonsense."""
        try:
            code = self._process.wait(ENDING_S)
        except subprocess.TimeoutExpired:
            return Why.CRASHED
        if code == OUT_OF_PROCESSOR:
            return Why.TIME
        return Why.ENDED if code in FROM_OUTSIDE else Why.CRASHED

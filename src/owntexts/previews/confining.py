"""What the process that decodes takes from itself before it sees a stranger's file.

A limit that a system does not have, as macOS has none of memory and Windows none at all, is gone without there.
"""

import faulthandler
import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Final

from owntexts.previews.limits import Bounds

NICE: Final = 10
LATE_S: Final = 5.0
"""How long after the time that a file has this process ends by itself: whoever waited for it is dead."""


@contextmanager
def bounded(bounds: Bounds) -> Iterator[None]:
    """The time that one file has, kept by the kernel and by a thread that does not wait for the interpreter."""
    faulthandler.dump_traceback_later(bounds.seconds + LATE_S, exit=True)
    _grant_processor(bounds.cpu_seconds)
    yield
    faulthandler.cancel_dump_traceback_later()


if sys.platform == "win32":

    def end_with(line: int) -> None:
        """Here it ends with the file that it has."""

    def confine(bounds: Bounds) -> None:
        """Windows has no such limits."""

    def _grant_processor(seconds: int) -> None:
        """Nor this one."""

else:
    import resource
    import select
    import signal
    from threading import Thread

    def end_with(line: int) -> None:
        """Sees to it that this process ends when the other end of its line is closed, whatever it decodes."""
        Thread(target=_end_when_closed, args=(line,), daemon=True).start()

    def _end_when_closed(line: int) -> None:
        only_that = select.poll()
        only_that.register(line, 0)
        only_that.poll()
        os._exit(0)

    def confine(bounds: Bounds) -> None:
        """Little memory, few open files, nothing written, no core, last in line: for good.

        It ends when the one who asks does, so that a file is not blamed where both are told to end.
        """
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        os.nice(NICE)
        for name, most in (("AS", bounds.memory), ("NOFILE", bounds.open_files), ("FSIZE", 0), ("CORE", 0)):
            _limit(name, most, for_good=True)

    def _grant_processor(seconds: int) -> None:
        _limit("CPU", int(time.process_time()) + 1 + seconds, for_good=False)

    def _limit(name: str, most: int, *, for_good: bool) -> None:
        with suppress(AttributeError, OSError, ValueError):
            number = getattr(resource, f"RLIMIT_{name}")
            _, hard = resource.getrlimit(number)
            resource.setrlimit(number, (most, most if for_good else hard))

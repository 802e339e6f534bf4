"""Notices that a file of a folder was written, made, moved or removed, without looking again and again.

On Linux and Android the kernel tells by inotify, which the standard library does not know. Elsewhere nobody is asked,
and one has to look.
"""

import ctypes
import os
import sys
from pathlib import Path
from typing import Final

WRITTEN, MOVED_AWAY, MOVED_HERE, MADE, REMOVED = 0x8, 0x40, 0x80, 0x100, 0x200
CHANGES: Final = WRITTEN | MOVED_AWAY | MOVED_HERE | MADE | REMOVED
EVENTS: Final = 1 << 16


class Notice:
    """An open notice; its descriptor is readable once something happened, until `clear`."""

    def __init__(self, descriptor: int) -> None:
        self.descriptor = descriptor

    def clear(self) -> None:
        """Takes note of all that has happened."""
        os.read(self.descriptor, EVENTS)

    def close(self) -> None:
        """Notices nothing any more."""
        os.close(self.descriptor)


def notice(folder: Path) -> Notice | None:
    """A notice for a folder, or None where the system gives none."""
    if not sys.platform.startswith(("linux", "android")):
        return None
    libc = ctypes.CDLL(None, use_errno=True)
    descriptor = libc.inotify_init1(os.O_NONBLOCK | os.O_CLOEXEC)
    if descriptor < 0:
        return None
    if libc.inotify_add_watch(descriptor, os.fsencode(folder), CHANGES) < 0:
        os.close(descriptor)
        return None
    return Notice(descriptor)

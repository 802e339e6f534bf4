"""Notices that a file of a folder was written, made, moved or removed, without looking again and again.

On Linux and Android the kernel tells by inotify, which the standard library does not know. Elsewhere nobody is asked,
and one has to look.
"""

import ctypes
import os
import struct
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

MODIFIED: Final = 0x2
WRITTEN, MOVED_AWAY, MOVED_HERE, MADE, REMOVED = 0x8, 0x40, 0x80, 0x100, 0x200
CHANGES: Final = WRITTEN | MOVED_AWAY | MOVED_HERE | MADE | REMOVED
EVENTS: Final = 1 << 16
HEAD: Final = struct.Struct("iIII")


class Notice:
    """An open notice; its descriptor is readable once something happened, until `clear`."""

    def __init__(self, descriptor: int) -> None:
        self.descriptor = descriptor

    def clear(self) -> set[str]:
        """Takes note of all that has happened; the names of the files it happened to."""
        return set(_names(os.read(self.descriptor, EVENTS)))

    def close(self) -> None:
        """Notices nothing any more."""
        os.close(self.descriptor)


def notice(folder: Path, changes: int = CHANGES) -> Notice | None:
    """A notice for a folder, or None where the system gives none. With MODIFIED among `changes`, of each write too."""
    if not sys.platform.startswith(("linux", "android")):
        return None
    libc = ctypes.CDLL(None, use_errno=True)
    descriptor = libc.inotify_init1(os.O_NONBLOCK | os.O_CLOEXEC)
    if descriptor < 0:
        return None
    if libc.inotify_add_watch(descriptor, os.fsencode(folder), changes) < 0:
        os.close(descriptor)
        return None
    return Notice(descriptor)


def _names(events: bytes) -> Iterator[str]:
    """The name in each event: a head of 16 bytes, whose last four tell the length of the padded name."""
    at = 0
    while at + HEAD.size <= len(events):
        *_, length = HEAD.unpack_from(events, at)
        at += HEAD.size
        yield os.fsdecode(events[at : at + length].rstrip(b"\0"))
        at += length

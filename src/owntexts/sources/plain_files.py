"""Opening a file of somebody else's, whatever lies at its path."""

import os
import stat
from pathlib import Path
from typing import BinaryIO


class NoFile(OSError):
    """A folder, a pipe or a device lies at the path."""


def opened(file: Path) -> BinaryIO:
    """A file to read from. Raises OSError, NoFile among others; a pipe that nobody writes to is not waited for."""
    descriptor = os.open(file, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    if stat.S_ISREG(os.fstat(descriptor).st_mode):
        return os.fdopen(descriptor, "rb")
    os.close(descriptor)
    raise NoFile("it is no file")

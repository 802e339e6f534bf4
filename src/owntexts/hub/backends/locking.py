"""A lock on an open file that the operating system lets go of when its process ends, however it ends."""

import sys

if sys.platform == "win32":
    import msvcrt

    def try_to_lock(handle: int) -> bool:
        """Whether this process now holds the file."""
        try:
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

else:
    import fcntl

    def try_to_lock(handle: int) -> bool:
        """Whether this process now holds the file."""
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return False
        return True

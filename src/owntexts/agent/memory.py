"""What a large job took of memory goes back to the system once there is nothing to do."""

import ctypes
import sys

from owntexts.replica.database import Replica


def give_back(db: Replica) -> None:
    """Pages of the replica that were kept for speed, and what the C library keeps of memory that was freed.

    After a sync of a million messages that is most of what the process holds. Only glibc can be asked for it.
    """
    db.let_go()
    if sys.platform == "linux" and (trim := getattr(ctypes.CDLL(None), "malloc_trim", None)):
        trim(0)

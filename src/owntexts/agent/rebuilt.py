"""The mark of a copy that is being made anew: it holds this device's syncs, for as long as its maker lives."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from owntexts.agent.control import notify
from owntexts.agent.home import Home
from owntexts.agent.underway import is_alive
from owntexts.replica import state
from owntexts.replica.database import Replica

KEY: Final = "refresh.by"


@contextmanager
def rebuilt_by_us(home: Home) -> Iterator[None]:
    """Marks this device's copy while the block runs."""
    state.put(home.replica, KEY, os.getpid())
    notify(home.path, "look")
    try:
        yield
    finally:
        state.put(home.replica, KEY, None)
        notify(home.path, "look")


def is_being_rebuilt(db: Replica) -> bool:
    """Whether some process makes this copy anew; the mark of one that was killed at it counts for nothing."""
    by = state.get(db, KEY)
    return isinstance(by, int) and is_alive(by)

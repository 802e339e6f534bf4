"""Whether an agent runs on this home, and whether anything syncs at this moment."""

from typing import Literal

from owntexts.agent.home import Home
from owntexts.agent.lock import is_syncing as is_locked

Running = Literal["running", "not_running"]


def running(home: Home) -> Running:
    """Whether an agent runs on this home."""
    return "running" if is_locked(home.path) else "not_running"


def is_syncing(home: Home) -> bool:
    """Whether a sync is under way."""
    return is_locked(home.path)

"""Whether an agent runs on this home, and whether anything syncs at this moment."""

from typing import Literal

from owntexts.agent.control import alive
from owntexts.agent.home import Home
from owntexts.agent.lock import is_locked

Running = Literal["running", "not_running"]


def running(home: Home) -> Running:
    """Whether an agent runs on this home."""
    return "running" if alive(home.path) else "not_running"


def is_syncing(home: Home) -> bool:
    """Whether a sync is under way: the agent's, or that of a command."""
    agent = alive(home.path)
    return agent.syncing if agent else is_locked(home.path)

"""Whether an agent runs on this home."""

from typing import Literal

from owntexts.agent.control import alive
from owntexts.agent.home import Home

Running = Literal["running", "not_running"]


def running(home: Home) -> Running:
    """Whether an agent runs on this home."""
    return "running" if alive(home.path) else "not_running"

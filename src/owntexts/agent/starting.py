"""Starting an agent that goes on when the command that started it ends."""

import os
import subprocess
import sys
import time
from typing import Final

from owntexts.agent.control import alive
from owntexts.agent.home import HOME, Home
from owntexts.errors import Busy
from owntexts.explain import Evidence, Fix

STARTING_S: Final = 20.0
COMMAND: Final = (sys.executable, "-m", "owntexts", "agent", "run")


def start(home: Home) -> int:
    """The process of the agent that runs on this home now; one that ran already goes on. Raises Busy."""
    until = time.monotonic() + STARTING_S
    if (found := alive(home.path)) is not None:
        return found.pid
    _spawn(os.environ | {HOME: str(home.path)})
    while time.monotonic() < until:
        if (found := alive(home.path)) is not None:
            return found.pid
        time.sleep(0.05)
    raise Busy(
        "The agent did not start",
        f"It was given {STARTING_S:.0f} seconds.",
        evidence=(Evidence("agent", "not_running", "running", origin="the home"),),
        fixes=(Fix("run_agent", "Start it yourself, and see what it says", "person", command="owntexts agent run"),),
    )


if sys.platform == "win32":

    def _spawn(environment: dict[str, str]) -> None:
        flags = subprocess.DETACHED_PROCESS | subprocess.CREATE_NEW_PROCESS_GROUP
        nowhere = subprocess.DEVNULL
        subprocess.Popen(COMMAND, env=environment, stdin=nowhere, stdout=nowhere, stderr=nowhere, creationflags=flags)  # noqa: S603 - our own module

else:

    def _spawn(environment: dict[str, str]) -> None:
        """In a session of its own, so that neither a closed terminal nor Ctrl-C ends it."""
        nowhere = [(os.POSIX_SPAWN_OPEN, stream, os.devnull, os.O_RDWR, 0) for stream in (0, 1, 2)]
        os.posix_spawn(COMMAND[0], COMMAND, environment, file_actions=nowhere, setsid=True)

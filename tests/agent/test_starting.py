"""An agent that goes on when the command that started it has ended."""

import os
import signal
import time

from owntexts.agent.control import alive
from owntexts.agent.home import Home
from owntexts.agent.starting import start


def test_it_runs_by_itself_and_a_second_start_finds_it(home: Home) -> None:
    pid = start(home)
    try:
        assert pid != os.getpid()
        assert start(home) == pid
    finally:
        os.kill(pid, signal.SIGTERM)
        os.waitpid(pid, 0)
    while alive(home.path) is not None:
        time.sleep(0.01)

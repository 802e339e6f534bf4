"""This home's agent: its loop over whatever device the home is, until it is told to end."""

import asyncio
import contextlib
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from owntexts.agent.control import alive
from owntexts.agent.device import Device
from owntexts.agent.home import Home
from owntexts.agent.joined import joined_device
from owntexts.agent.loop import Loop
from owntexts.agent.surroundings import Surroundings
from owntexts.errors import Busy
from owntexts.explain import Evidence, Fix


def loop_of(home: Home) -> Loop:
    """The loop of this home's agent; it lives with no account too, and takes one up when there is one."""
    return Loop(home.path, lambda: _device(home), around=Surroundings(home))


def run(home: Home, ready: Callable[[], None]) -> None:
    """Sync in the background until SIGINT or SIGTERM. Raises Busy where an agent or a sync of this home runs."""
    try:
        asyncio.run(_run(loop_of(home), ready))
    except Busy as busy:
        other = alive(home.path)
        raise (_already_running(home, other.pid) if other else busy) from busy


async def _run(loop: Loop, ready: Callable[[], None]) -> None:
    stop_on_signals(loop.stop)
    await loop.run(ready)


def stop_on_signals(stop: Callable[[], None]) -> None:
    """Calls `stop` on SIGINT and SIGTERM; for the running event loop."""
    running = asyncio.get_running_loop()
    for each in (signal.SIGINT, signal.SIGTERM):
        with contextlib.suppress(NotImplementedError):
            running.add_signal_handler(each, stop)


def _already_running(home: Home, pid: int) -> Busy:
    return Busy(
        "An agent runs on this home already",
        "One home has one agent; a second one would sync the same device twice.",
        code="agent.already_running",
        evidence=(Evidence("agent", pid, origin="the home's socket"), Evidence("home", str(home.path))),
        fixes=(
            Fix("nothing", "Nothing has to be done: the one that runs does the work", "wait"),
            Fix("other_home", "Another device on purpose? Name another folder in OWNTEXTS_HOME", "person"),
        ),
    )


@contextmanager
def _device(home: Home) -> Iterator[Device | None]:
    if home.identity.membership is None:
        yield None
        return
    with joined_device(home) as device:
        yield device

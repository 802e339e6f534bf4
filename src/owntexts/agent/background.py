"""This home's agent: its loop over whatever device the home is, until it is told to end."""

import asyncio
import contextlib
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from owntexts.agent.device import Device
from owntexts.agent.home import Home
from owntexts.agent.joined import joined_device
from owntexts.agent.loop import Loop
from owntexts.agent.surroundings import Surroundings


def loop_of(home: Home) -> Loop:
    """The loop of this home's agent; it lives with no account too, and takes one up when there is one."""
    return Loop(home.path, lambda: _device(home), around=Surroundings(home))


def run(home: Home, ready: Callable[[], None]) -> None:
    """Sync in the background until SIGINT or SIGTERM. Raises Busy where an agent of this home runs already."""
    asyncio.run(_run(loop_of(home), ready))


async def _run(loop: Loop, ready: Callable[[], None]) -> None:
    stop_on_signals(loop.stop)
    await loop.run(ready)


def stop_on_signals(stop: Callable[[], None]) -> None:
    """Calls `stop` on SIGINT and SIGTERM; for the running event loop."""
    running = asyncio.get_running_loop()
    for each in (signal.SIGINT, signal.SIGTERM):
        with contextlib.suppress(NotImplementedError):
            running.add_signal_handler(each, stop)


@contextmanager
def _device(home: Home) -> Iterator[Device | None]:
    if home.identity.membership is None:
        yield None
        return
    with joined_device(home) as device:
        yield device

"""Open pages hear that something has changed: one stream of server-sent events each, one look for all of them."""

import asyncio
from collections.abc import AsyncIterator, Callable, Hashable
from typing import Final, NamedTuple

from starlette.concurrency import run_in_threadpool

LOOK_S: Final = 0.4
QUIET_LOOKS: Final = 40
"""After so many looks without a change the page looks anew by itself: what ends by the clock leaves no mark."""


class Mark(NamedTuple):
    """What changes when a page has to: `kept` with what the replica holds, `standing` with anything else."""

    kept: Hashable
    standing: Hashable


class Changes:
    """Streams of events: `status` where the label may read otherwise now, `messages` where more may be shown.

    `mark` is called in a thread, at most every LOOK_S however many pages are open, and never while none is.
    """

    def __init__(self, mark: Callable[[], Mark]) -> None:
        self._mark = mark
        self._ending = asyncio.Event()
        self._looking = asyncio.Lock()
        self._seen: Mark | None = None
        self._looked_at = 0.0

    def end(self) -> None:
        """Ends every stream; for the running event loop."""
        self._ending.set()

    async def stream(self, goes_on: Callable[[], bool] = lambda: True) -> AsyncIterator[str]:
        """Both events at once, as a page may be older than its stream; then each when it is due.

        Once it may not go on, the page is told to look anew, and finds out why.
        """
        seen: Mark | None = None
        quiet = 0
        while not self._ending.is_set():
            if not goes_on():
                yield _event("status")
                return
            mark = await self._look()
            quiet = quiet + 1 if mark == seen else 0
            if mark != seen or quiet % QUIET_LOOKS == 0:
                yield _event("status")
            if seen is None or mark.kept != seen.kept:
                yield _event("messages")
            seen = mark
            await self._rest()

    async def _look(self) -> Mark:
        async with self._looking:
            now = asyncio.get_running_loop().time()
            if self._seen is None or now - self._looked_at >= LOOK_S:
                self._seen = await run_in_threadpool(self._mark)
                self._looked_at = now
            return self._seen

    async def _rest(self) -> None:
        try:
            async with asyncio.timeout(LOOK_S):
                await self._ending.wait()
        except TimeoutError:
            pass


def _event(name: str) -> str:
    return f"event: {name}\ndata:\n\n"

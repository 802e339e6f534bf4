"""GET /v1/nudges: server-sent events with the newest token, after each commit; a comment now and then keeps it open."""

import asyncio
from collections.abc import AsyncIterator
from typing import Final

import msgspec
from starlette.responses import StreamingResponse
from starlette.types import Receive, Scope, Send

from owntexts.hub.service.callers import Member
from owntexts.hub.service.nudges import Listener, Nudges

KEEP_ALIVE_S: Final = 55
"""Each word wakes a device; proxies end a line on which nothing was said for a minute."""
EVENT_STREAM: Final = "text/event-stream"


class NudgeStream:
    """One open stream; between two sends only the newest token is kept."""

    def __init__(self, nudges: Nudges, member: Member) -> None:
        self._nudges = nudges
        self._loop = asyncio.get_running_loop()
        self._news = asyncio.Event()
        self._token = 0
        self._ended = False
        self._listener = Listener(member.account, member.device, self._wake)
        nudges.listen(self._listener)

    def response(self, token: int) -> StreamingResponse:
        """The answer: the present token first, then each newer one."""
        self._note(token)
        return _Response(self)

    def forget(self) -> None:
        self._nudges.forget(self._listener)

    async def events(self) -> AsyncIterator[bytes]:
        """What is sent, until the device's token ends or the hub stops."""
        while not self._ended:
            yield await self._next()

    async def _next(self) -> bytes:
        try:
            async with asyncio.timeout(KEEP_ALIVE_S):
                await self._news.wait()
        except TimeoutError:
            return b": still here\n\n"
        self._news.clear()
        return b": the end\n\n" if self._ended else b"data: " + msgspec.json.encode({"token": self._token}) + b"\n\n"

    def _wake(self, token: int | None) -> None:
        if not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._note, token)

    def _note(self, token: int | None) -> None:
        self._ended = self._ended or token is None
        self._token = max(self._token, token or 0)
        self._news.set()


class _Response(StreamingResponse):
    def __init__(self, stream: NudgeStream) -> None:
        headers = {"cache-control": "no-store", "x-accel-buffering": "no"}
        super().__init__(stream.events(), media_type=EVENT_STREAM, headers=headers)
        self._stream = stream

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await super().__call__(scope, receive, send)
        finally:
            self._stream.forget()

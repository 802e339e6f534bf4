"""Blobs over HTTP: taken in and given out piece by piece, so that many at a time need little memory."""

import logging
from collections import Counter
from collections.abc import Awaitable, Callable
from http import HTTPStatus
from io import RawIOBase
from typing import Final, Protocol, TypeVar

from anyio import CancelScope
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from owntexts.hub.app.bodies import NO_STORE, Body
from owntexts.hub.ports import StorageFailed, StorageFull
from owntexts.hub.service.refusals import Refused, busy, length_needed
from owntexts.hub.service.uploads import Upload

PIECE: Final = 512 << 10
MOST: Final = 96
MOST_AN_ACCOUNT: Final = 64

_REFUSALS: Final = (Refused, StorageFull, StorageFailed)
Value = TypeVar("Value")
_log = logging.getLogger("owntexts.hub")


class Run(Protocol):
    """Does something that blocks, in a thread."""

    def __call__(self, work: Callable[..., Value], /, *given: object) -> Awaitable[Value]: ...


class Transfers:
    """How many blobs travel at a time; other requests always find a place beside them."""

    def __init__(self) -> None:
        self._of_account = Counter[bytes]()

    def enter(self, account: bytes) -> None:
        """One more, to be followed by `leave`; Refused where there are too many."""
        if self._of_account[account] >= MOST_AN_ACCOUNT or self._of_account.total() >= MOST:
            raise busy("Too many blobs at once.")
        self._of_account[account] += 1

    def leave(self, account: bytes) -> None:
        self._of_account[account] -= 1
        if not self._of_account[account]:
            del self._of_account[account]


async def take_in(request: Request, limit: int, begin: Callable[[], Upload | None], run: Run) -> bool:
    """Whether the body was stored; False where the blob was there already."""
    body = Body(request, limit)
    if body.declared is None:
        raise length_needed()
    upload = await _begun(begin, body, run)
    if upload is None:
        await body.drop()
        return False
    try:
        return await _filled(upload, body, run)
    except BaseException:
        with CancelScope(shield=True):
            await run(upload.abandon)
        raise


async def _begun(begin: Callable[[], Upload | None], body: Body, run: Run) -> Upload | None:
    try:
        return await run(begin)
    except _REFUSALS:
        await body.drop()
        raise


async def _filled(upload: Upload, body: Body, run: Run) -> bool:
    try:
        while pieces := await body.next(PIECE):
            await run(upload.write, pieces)
        return await run(upload.finish)
    except _REFUSALS:
        await body.drop()
        raise


class FileResponse(Response):
    """The bytes of an open file."""

    def __init__(self, file: RawIOBase, size: int, run: Run, done: Callable[[], None]) -> None:
        super().__init__(media_type="application/octet-stream", headers={**NO_STORE, "content-length": str(size)})
        self._file = file
        self._size = size
        self._run = run
        self._done = done

    async def __call__(self, _scope: Scope, _receive: Receive, send: Send) -> None:
        try:
            await send({"type": "http.response.start", "status": HTTPStatus.OK, "headers": self.raw_headers})
            left = self._size
            while left and (piece := await self._run(self._file.read, min(left, PIECE))):
                left -= len(piece)
                await send({"type": "http.response.body", "body": piece, "more_body": left > 0})
            if self._size == 0:
                await send({"type": "http.response.body", "body": b""})
        except OSError as error:
            _log.warning("a blob cannot be read: %s", error.strerror)
        finally:
            self._file.close()
            self._done()

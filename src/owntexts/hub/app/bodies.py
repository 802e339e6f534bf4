"""Bodies: counted while they arrive, so that what is too large is refused and not kept; and answers."""

import asyncio
from http import HTTPStatus
from typing import Final

import msgspec
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from owntexts.hub.app.operations import Answer
from owntexts.hub.service.refusals import Refused, malformed, too_large
from owntexts.wire.hub import ChangeToken

SILENCE_S: Final = 30
LONGEST_S: Final = 600


class ErrorBody(msgspec.Struct, omit_defaults=True):
    """What the hub says when it says no. `head` comes with history_changed, `used` and `quota` with a full account."""

    code: str
    title: str
    detail: str
    retry_after_s: int | None = None
    head: ChangeToken | None = None
    used: int | None = None
    quota: int | None = None


class Body:
    """A body of at most `limit` bytes, as long as it keeps coming; ten minutes are enough for the slowest line."""

    def __init__(self, request: Request, limit: int) -> None:
        self.declared = _declared(request)
        if self.declared is not None and self.declared > limit:
            raise too_large(limit)
        self._limit = limit
        self._arrived = 0
        self._pieces = request.stream()
        self._clock = asyncio.get_running_loop().time
        self._end = self._clock() + LONGEST_S

    async def all(self) -> bytes:
        return b"".join(await self.next(self._limit))

    async def next(self, size: int) -> list[bytes]:
        """At least so many bytes, in pieces; fewer at the end, none after it."""
        pieces, wanted = list[bytes](), self._arrived + size
        while self._arrived < wanted and (piece := await self._piece()):
            pieces.append(piece)
        return pieces

    async def drop(self) -> None:
        """Take the rest and keep nothing: who is still sending does not listen."""
        while await self._piece():
            pass

    async def _piece(self) -> bytes:
        try:
            async with asyncio.timeout_at(min(self._end, self._clock() + SILENCE_S)):
                piece = await anext(self._pieces, b"")
        except TimeoutError:
            raise malformed("The body stopped coming.") from None
        except ClientDisconnect:
            raise malformed("The body broke off.") from None
        self._arrived += len(piece)
        if self._arrived > self._limit:
            raise too_large(self._limit)
        return piece


def answered(kind: Answer, value: object) -> Response:
    """A successful answer."""
    match kind:
        case Answer.JSON:
            return Response(msgspec.json.encode(value), media_type=kind.value, headers=NO_STORE)
        case Answer.MSGPACK:
            return Response(msgspec.msgpack.encode(value), media_type=kind.value, headers=NO_STORE)
        case Answer.STORED:
            return Response(status_code=HTTPStatus.CREATED if value else HTTPStatus.OK, headers=NO_STORE)
    return Response(status_code=HTTPStatus.NO_CONTENT)


def refused(refusal: Refused) -> Response:
    """A refusal, always of the same form."""
    body = ErrorBody(
        code=refusal.code,
        title=refusal.title,
        detail=refusal.detail,
        retry_after_s=refusal.retry_after_s,
        head=refusal.head,
        used=refusal.used,
        quota=refusal.quota,
    )
    headers = dict(NO_STORE)
    if refusal.retry_after_s is not None:
        headers["retry-after"] = str(refusal.retry_after_s)
    if refusal.status == HTTPStatus.UNAUTHORIZED:
        headers["www-authenticate"] = "Bearer"
    return Response(msgspec.json.encode(body), refusal.status, headers, media_type="application/json")


NO_STORE: Final = {"cache-control": "no-store"}


def _declared(request: Request) -> int | None:
    declared = request.headers.get("content-length", "")
    return int(declared[:20]) if declared.isdigit() else None

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
    """What the hub says when it says no. `head` comes with history_changed only."""

    code: str
    title: str
    detail: str
    retry_after_s: int | None = None
    head: ChangeToken | None = None


async def read_body(request: Request, limit: int) -> bytes:
    """The body, of at most `limit` bytes, as long as it keeps coming; ten minutes are enough for the slowest line."""
    declared = request.headers.get("content-length", "")
    if declared.isdigit() and int(declared[:20]) > limit:
        raise too_large(limit)
    try:
        async with asyncio.timeout(SILENCE_S) as patience:
            return await _within(request, limit, patience)
    except TimeoutError:
        raise malformed("The body stopped coming.") from None
    except ClientDisconnect:
        raise malformed("The body broke off.") from None


def answered(kind: Answer, value: object) -> Response:
    """A successful answer."""
    match kind:
        case Answer.JSON:
            return Response(msgspec.json.encode(value), media_type=kind.value, headers=_NO_STORE)
        case Answer.MSGPACK:
            return Response(msgspec.msgpack.encode(value), media_type=kind.value, headers=_NO_STORE)
    return Response(status_code=204)


def refused(refusal: Refused) -> Response:
    """A refusal, always of the same form."""
    body = ErrorBody(refusal.code, refusal.title, refusal.detail, refusal.retry_after_s, refusal.head)
    headers = dict(_NO_STORE)
    if refusal.retry_after_s is not None:
        headers["retry-after"] = str(refusal.retry_after_s)
    if refusal.status == HTTPStatus.UNAUTHORIZED:
        headers["www-authenticate"] = "Bearer"
    return Response(msgspec.json.encode(body), refusal.status, headers, media_type="application/json")


_NO_STORE: Final = {"cache-control": "no-store"}


async def _within(request: Request, limit: int, patience: asyncio.Timeout) -> bytes:
    body, clock = bytearray(), asyncio.get_running_loop().time
    end = clock() + LONGEST_S
    async for piece in request.stream():
        if len(body) + len(piece) > limit:
            raise too_large(limit)
        body += piece
        patience.reschedule(min(end, clock() + SILENCE_S))
    return bytes(body)

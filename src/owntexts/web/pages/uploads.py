"""A file that a browser sends piece by piece: any break is gone on from, and none of it is held in memory."""

from collections.abc import Callable
from typing import Any, Final

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from owntexts.errors import NotFound, OwntextsError
from owntexts.web.forms import form_of
from owntexts.web.frame import Frame
from owntexts.web.needs.beginning import Bringing, Received
from owntexts.web.numbers import number_of

PIECE: Final = 1 << 20
LONGEST: Final = 16 << 20
"""The most that one request may carry."""
LARGEST: Final = 1 << 40
CSRF: Final = "x-csrf"


class Uploads:
    """The addresses that the island `js/upload.js` speaks to; answers are JSON."""

    def __init__(self, frame: Frame, bringing: Bringing) -> None:
        self._frame = frame
        self._bringing = bringing

    def routes(self) -> list[Route]:
        return [
            Route("/uploads", self.begin, methods=["POST"]),
            Route("/uploads/{one}", self.state),
            Route("/uploads/{one}", self.write, methods=["PUT"]),
        ]

    async def begin(self, request: Request) -> Response:
        """Announces a file by its name and size."""
        form = await form_of(request)
        if not self._frame.lets_post(request, form):
            return self._frame.locked(403)
        size = number_of(form.get("size", ""), 0, LARGEST)
        return await _answered(lambda: _told(self._bringing.begin(form.get("name", ""), size)))

    async def state(self, request: Request) -> Response:
        """Where the next piece begins."""
        if not self._frame.lets_in(request):
            return self._frame.locked()
        return await _answered(lambda: _told(self._bringing.received(request.path_params["one"])))

    async def write(self, request: Request) -> Response:
        """Takes a piece; the answer says where the next begins. A file that is whole begins to be read."""
        if not self._frame.lets_post(request, {"csrf": request.headers.get(CSRF, "")}):
            return self._frame.locked(403)
        one, offset = request.path_params["one"], number_of(request.query_params.get("offset", ""), 0, LARGEST)
        try:
            now = await self._taken(request, one, offset)
            if now.come == now.size:
                await run_in_threadpool(self._bringing.take, one)
        except OwntextsError as error:
            return _failed(error)
        return JSONResponse(_told(now), 200)

    async def _taken(self, request: Request, one: str, offset: int) -> Received:
        now = await run_in_threadpool(self._bringing.received, one)
        piece = bytearray()
        come = 0
        async for chunk in request.stream():
            come += len(chunk)
            if come > LONGEST:
                break
            piece += chunk
            if len(piece) >= PIECE:
                now = await run_in_threadpool(self._bringing.write, one, offset, bytes(piece))
                offset += len(piece)
                piece.clear()
        return await run_in_threadpool(self._bringing.write, one, offset, bytes(piece)) if piece else now


async def _answered(ask: Callable[[], dict[str, Any]]) -> Response:
    try:
        return JSONResponse(await run_in_threadpool(ask))
    except OwntextsError as error:
        return _failed(error)


def _told(received: Received) -> dict[str, Any]:
    return {"id": received.id, "name": received.name, "size": received.size, "come": received.come}


def _failed(error: OwntextsError) -> Response:
    finding = error.finding
    told = {"title": finding.title, "explanation": finding.explanation, "fixes": [fix.title for fix in finding.fixes]}
    return JSONResponse(told, 404 if isinstance(error, NotFound) else 422)

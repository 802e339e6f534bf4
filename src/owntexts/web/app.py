"""The pages: conversations, one thread, search and help; each with the label at its top."""

from collections.abc import Callable, Collection, Sequence
from pathlib import Path
from typing import Any, Final

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from owntexts.web import view
from owntexts.web.changes import Changes
from owntexts.web.forms import form_of
from owntexts.web.frame import COOKIE, Frame, Part
from owntexts.web.guard import Guard
from owntexts.web.label import Label
from owntexts.web.reader import Conversation, Reader
from owntexts.web.sessions import SESSION_SECONDS, Sessions

PAGE: Final = 200
MOST: Final = 20_000
QUERY: Final = 500
PNG: Final = b"\x89PNG"


def build(
    reader: Reader, sessions: Sessions, hosts: Callable[[], Collection[str]], changes: Changes | None = None
) -> Starlette:
    """The web app as an ASGI callable. `hosts` are the values of Host that are this device's own.

    `changes` is for whoever wants to end its streams; else they last as long as the pages that hear them.
    """
    frame = Frame(reader, sessions)
    pages, label = _Pages(frame, reader, sessions), Label(frame, reader, changes or Changes(reader.mark))
    return Starlette(
        routes=[
            Route("/open/{link}", pages.open),
            Route("/", pages.home),
            Route("/c/{conversation}", pages.thread),
            Route("/c/{conversation}/messages", pages.messages),
            Route("/conversations", pages.conversations),
            Route("/photo/{handle:path}", pages.photo),
            Route("/search", pages.search),
            Route("/help/apples-pause", pages.apples_pause),
            Route("/label", label.part),
            Route("/fix", label.fix, methods=["POST"]),
            Route("/sync", label.sync, methods=["POST"]),
            Route("/events", label.events),
            Route("/leave", pages.leave, methods=["POST"]),
            Mount("/static", StaticFiles(directory=Path(__file__).parent / "static")),
        ],
        middleware=[Middleware(Guard, hosts=hosts)],
    )


class _Pages:
    def __init__(self, frame: Frame, reader: Reader, sessions: Sessions) -> None:
        self._frame = frame
        self._reader = reader
        self._sessions = sessions

    def open(self, request: Request) -> Response:
        session = self._sessions.redeem(request.path_params["link"])
        if session is None:
            return self._frame.locked()
        answer = RedirectResponse("/", status_code=303)
        answer.set_cookie(COOKIE, session, max_age=SESSION_SECONDS, httponly=True, samesite="strict")
        return answer

    def home(self, request: Request) -> Response:
        return self._frame.page(request, "home.html", _nothing)

    def thread(self, request: Request) -> Response:
        asked, limit = request.path_params["conversation"], _limit(request)

        def facts(conversations: Sequence[Conversation]) -> dict[str, Any]:
            here = next((each for each in conversations if each.id == asked), None)
            named = here is None or len(here.participants) > 1
            thread = self._thread(asked, limit, named=named)
            return {"open_id": asked, "here": here, "thread": thread, "limit": limit, "named": named}

        return self._frame.page(request, "thread.html", facts)

    def messages(self, request: Request) -> Response:
        asked, limit, named = request.path_params["conversation"], _limit(request), "named" in request.query_params
        return self._frame.part(request, lambda: self._thread(asked, limit, named=named))

    def conversations(self, request: Request) -> Response:
        return self._frame.part(request, lambda: self._frame.conversations(request.query_params.get("open")))

    def search(self, request: Request) -> Response:
        query = request.query_params.get("q", "")[:QUERY].strip()

        def facts(_conversations: Sequence[Conversation]) -> dict[str, Any]:
            hits = self._reader.search(query, PAGE) if query else ()
            return {"query": query, "hits": hits, "people": self._reader.people()}

        return self._frame.page(request, "search.html", facts)

    def photo(self, request: Request) -> Response:
        if not self._frame.lets_in(request):
            return self._frame.locked()
        picture = self._reader.photo(request.path_params["handle"])
        if picture is None:
            return Response(status_code=404)
        kind = "image/png" if picture.startswith(PNG) else "image/jpeg"
        return Response(picture, media_type=kind, headers={"Cache-Control": "private, max-age=3600"})

    def apples_pause(self, request: Request) -> Response:
        return self._frame.page(request, "apples_pause.html", _nothing)

    async def leave(self, request: Request) -> Response:
        if not self._frame.lets_post(request, await form_of(request)):
            return self._frame.locked(403)
        self._sessions.end(request.cookies.get(COOKIE, ""))
        answer = self._frame.locked(200)
        answer.delete_cookie(COOKIE)
        return answer

    def _thread(self, conversation: str, limit: int, *, named: bool) -> Part:
        messages = self._reader.messages(conversation, limit + 1)
        earlier = min(limit * 2, MOST) if len(messages) > limit < MOST else None
        days, people = view.by_day(messages[-limit:]), self._reader.people()
        return self._frame.made("messages", days=days, earlier=earlier, named=named, people=people)


def _nothing(_conversations: Sequence[Conversation]) -> dict[str, Any]:
    return {}


def _limit(request: Request) -> int:
    asked = request.query_params.get("show", "")
    return (
        max(PAGE, min(int(asked), MOST))
        if asked.isascii() and asked.isdigit() and len(asked) <= len(str(MOST))
        else PAGE
    )

"""The pages: conversations, one thread, search, and the state line that every page carries."""

from collections.abc import Callable, Collection, Sequence
from pathlib import Path
from typing import Any, Final, Protocol

from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from owntexts.errors import NotFound
from owntexts.model.message import Message
from owntexts.web import view
from owntexts.web.guard import Guard
from owntexts.web.sessions import SESSION_SECONDS, Sessions

COOKIE: Final = "owntexts_session"
PAGE: Final = 200
MOST: Final = 20_000
QUERY: Final = 500


class Reader(Protocol):
    """What the pages show; the composing file gives it the agent's use cases."""

    def status(self) -> view.Status: ...

    def conversations(self) -> Sequence[view.Conversation]: ...

    def messages(self, conversation: str, limit: int) -> Sequence[Message]: ...

    def search(self, query: str, limit: int) -> Sequence[view.Hit]: ...


def build(reader: Reader, sessions: Sessions, hosts: Callable[[], Collection[str]]) -> Starlette:
    """The web app as an ASGI callable. `hosts` are the values of Host that are this device's own."""
    pages = _Pages(reader, sessions)
    return Starlette(
        routes=[
            Route("/open/{link}", pages.open),
            Route("/", pages.home),
            Route("/c/{conversation}", pages.thread),
            Route("/search", pages.search),
            Route("/leave", pages.leave, methods=["POST"]),
            Mount("/static", StaticFiles(directory=Path(__file__).parent / "static")),
        ],
        middleware=[Middleware(Guard, hosts=hosts)],
    )


class _Pages:
    def __init__(self, reader: Reader, sessions: Sessions) -> None:
        self._reader = reader
        self._sessions = sessions
        self._templates = Environment(
            loader=PackageLoader("owntexts.web"), autoescape=True, undefined=StrictUndefined, trim_blocks=True
        )
        self._templates.filters.update(view.FILTERS)

    def open(self, request: Request) -> Response:
        session = self._sessions.redeem(request.path_params["link"])
        if session is None:
            return self._locked()
        answer = RedirectResponse("/", status_code=303)
        answer.set_cookie(COOKIE, session, max_age=SESSION_SECONDS, httponly=True, samesite="strict")
        return answer

    def home(self, request: Request) -> Response:
        return self._page(request, "home.html", dict)

    def thread(self, request: Request) -> Response:
        conversation = request.path_params["conversation"]
        limit = _limit(request)

        def facts() -> dict[str, Any]:
            messages = self._reader.messages(conversation, limit + 1)
            return {
                "open_id": conversation,
                "days": view.by_day(messages[-limit:]),
                "earlier": min(limit * 2, MOST) if len(messages) > limit < MOST else None,
            }

        return self._page(request, "thread.html", facts)

    def search(self, request: Request) -> Response:
        query = request.query_params.get("q", "")[:QUERY].strip()

        def facts() -> dict[str, Any]:
            return {"query": query, "hits": self._reader.search(query, PAGE) if query else ()}

        return self._page(request, "search.html", facts)

    def leave(self, request: Request) -> Response:
        self._sessions.end(request.cookies.get(COOKIE, ""))
        answer = self._locked(200)
        answer.delete_cookie(COOKIE)
        return answer

    def _page(self, request: Request, template: str, facts: Callable[[], dict[str, Any]]) -> Response:
        if not self._sessions.is_open(request.cookies.get(COOKIE)):
            return self._locked()
        try:
            mine = facts()
        except NotFound as nothing:
            return self._render("not_found.html", 404, finding=nothing.finding, **self._frame())
        return self._render(template, 200, **self._frame() | mine)

    def _frame(self) -> dict[str, Any]:
        return {
            "status": self._reader.status(),
            "conversations": self._reader.conversations(),
            "open_id": None,
            "query": "",
        }

    def _locked(self, code: int = 401) -> Response:
        return self._render("locked.html", code)

    def _render(self, template: str, code: int, **facts: Any) -> Response:
        return HTMLResponse(self._templates.get_template(template).render(facts), code)


def _limit(request: Request) -> int:
    asked = request.query_params.get("show", "")
    return (
        max(PAGE, min(int(asked), MOST))
        if asked.isascii() and asked.isdigit() and len(asked) <= len(str(MOST))
        else PAGE
    )

"""Who is signed in: each browser, and the end of its session."""

from collections.abc import Mapping
from typing import Any, Final

from starlette.requests import Request
from starlette.routing import Route

from owntexts.model.times import rfc3339
from owntexts.web.forms import Form
from owntexts.web.frame import COOKIE, Frame
from owntexts.web.pages.settled import Settled
from owntexts.web.sessions import Session, Sessions
from owntexts.web.sheet import Outcome

PAGE: Final = "/settings/privacy"


class Privacy:
    """The page of the browsers that are signed in."""

    def __init__(self, frame: Frame, sessions: Sessions) -> None:
        self._frame = frame
        self._sessions = sessions
        self._page = Settled(frame, "privacy", self._facts)

    def routes(self) -> list[Route]:
        return [
            Route(PAGE, self._page.page),
            Route(f"{PAGE}/link", self._page.does(self._link), methods=["POST"]),
            Route(f"{PAGE}/end", self._page.does(self._end), methods=["POST"]),
            Route(f"{PAGE}/end-all", self._page.does(self._end_all), methods=["POST"]),
        ]

    def _facts(self, request: Request) -> Mapping[str, Any]:
        mine = self._sessions.id_of(request.cookies.get(COOKIE, ""))
        browsers = [_told(each, mine) for each in self._sessions.listed()]
        return {"browsers": browsers, "is_here": self._frame.is_here(request)}

    def _link(self, request: Request, _form: Form) -> Outcome:
        self._frame.must_be_here(request)
        link = f"{request.base_url}open/{self._sessions.link()}"
        return Outcome("Open this address in the other browser. It works once, within ten minutes.", (link,))

    def _end(self, _request: Request, form: Form) -> str:
        self._sessions.end_named(form.get("browser", ""))
        return PAGE

    def _end_all(self, _request: Request, _form: Form) -> str:
        self._sessions.end_all()
        return "/"


def _told(session: Session, mine: str) -> Mapping[str, Any]:
    return {
        "id": session.id,
        "label": session.label or "A browser",
        "place": session.place,
        "is_this": session.id == mine,
        "began": rfc3339(round(session.began * 1000)),
        "seen": rfc3339(round(session.seen * 1000)),
    }

"""The way in and out: a one-time link opens a session, a form ends it."""

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from owntexts.errors import OwntextsError
from owntexts.web import browsers
from owntexts.web.door import Door
from owntexts.web.forms import form_of
from owntexts.web.frame import COOKIE, Frame
from owntexts.web.proof import Proof
from owntexts.web.sessions import SESSION_SECONDS, Sessions


class Opening:
    """Signing in and out."""

    def __init__(self, frame: Frame, sessions: Sessions, door: Door, proof: Proof) -> None:
        self._frame = frame
        self._sessions = sessions
        self._door = door
        self._proof = proof

    def routes(self) -> list[Route]:
        return [
            Route("/open/{link}", self.open),
            Route("/login", self.login, methods=["POST"]),
            Route("/leave", self.leave, methods=["POST"]),
        ]

    def open(self, request: Request) -> Response:
        """Redeems a link, and leads on.

        The page does it by itself: a browser that came from elsewhere keeps the new cookie back from a redirect.
        """
        session = self._sessions.redeem(request.path_params["link"], _browser(request), self._door.place)
        if session is None:
            return self._frame.locked()
        return self._opened(session, HTMLResponse(self._frame.render("opening.html")))

    async def login(self, request: Request) -> Response:
        """Opens a session for whoever has the account's password or recovery key."""
        form = await form_of(request)
        try:
            await run_in_threadpool(self._proof.of, form.get("secret", ""))
        except OwntextsError as error:
            return self._frame.locked(422, error.finding)
        session = self._sessions.begin(_browser(request), self._door.place)
        return self._opened(session, RedirectResponse("/", 303))

    async def leave(self, request: Request) -> Response:
        """Ends the session."""
        if not self._frame.lets_post(request, await form_of(request)):
            return self._frame.locked(403)
        self._sessions.end(request.cookies.get(COOKIE, ""))
        answer = self._frame.locked(200)
        answer.delete_cookie(COOKIE)
        return answer

    def _opened(self, session: str, answer: Response) -> Response:
        answer.set_cookie(
            COOKIE, session, max_age=SESSION_SECONDS, httponly=True, samesite="strict", secure=self._door.is_secure
        )
        return answer


def _browser(request: Request) -> str:
    return browsers.label(request.headers.get("user-agent", ""))

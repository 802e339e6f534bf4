"""The way in and out: a one-time link opens a session, a form ends it."""

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from owntexts.web import browsers
from owntexts.web.forms import form_of
from owntexts.web.frame import COOKIE, Frame
from owntexts.web.sessions import SESSION_SECONDS, Sessions


class Opening:
    """Signing in and out."""

    def __init__(self, frame: Frame, sessions: Sessions) -> None:
        self._frame = frame
        self._sessions = sessions

    def routes(self) -> list[Route]:
        return [Route("/open/{link}", self.open), Route("/leave", self.leave, methods=["POST"])]

    def open(self, request: Request) -> Response:
        """Redeems a link, and leads on.

        The page does it by itself: a browser that came from elsewhere keeps the new cookie back from a redirect.
        """
        session = self._sessions.redeem(
            request.path_params["link"], browsers.label(request.headers.get("user-agent", ""))
        )
        if session is None:
            return self._frame.locked()
        answer = HTMLResponse(self._frame.render("opening.html"))
        answer.set_cookie(COOKIE, session, max_age=SESSION_SECONDS, httponly=True, samesite="strict")
        return answer

    async def leave(self, request: Request) -> Response:
        """Ends the session."""
        if not self._frame.lets_post(request, await form_of(request)):
            return self._frame.locked(403)
        self._sessions.end(request.cookies.get(COOKIE, ""))
        answer = self._frame.locked(200)
        answer.delete_cookie(COOKIE)
        return answer

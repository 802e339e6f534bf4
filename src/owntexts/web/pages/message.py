"""One message by itself: all that is known of it."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Literal
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from owntexts.errors import OwntextsError
from owntexts.web import bubbles, cards, exhibits, lines
from owntexts.web.forms import Form
from owntexts.web.frame import Frame
from owntexts.web.needs.shelf import Shelf
from owntexts.web.pages.search import query_of


class OneMessage:
    """A message in its conversation, and its own page."""

    def __init__(self, frame: Frame, shelf: Shelf) -> None:
        self._frame = frame
        self._reading = shelf.reading
        self._files = shelf.files
        self._room = shelf.room

    def routes(self) -> list[Route]:
        return [
            Route("/m/{message}", self.place),
            Route("/m/{message}/info", self.page),
            Route("/m/{message}/delete", self.deed("delete"), methods=["POST"]),
            Route("/m/{message}/recover", self.deed("recover"), methods=["POST"]),
        ]

    def place(self, request: Request) -> Response:
        """Leads to where the message stands."""
        if not self._frame.lets_in(request):
            return self._frame.locked()
        try:
            found = self._reading.message(request.path_params["message"])
        except OwntextsError as error:
            return self._frame.failed(request, error)
        query = query_of(request)
        among = f"&q={quote(query)}" if query else ""
        return RedirectResponse(f"/c/{found.conversation[0]}?at={found.id}{among}#m{found.id}", 303)

    def page(self, request: Request) -> Response:
        """All that is known of it."""
        return self._frame.page(request, "message.html", lambda: self._facts(request.path_params["message"]))

    def deed(self, name: Literal["delete", "recover"]) -> Callable[[Request], Awaitable[Response]]:
        """To Recently Deleted, or back from there."""

        async def posted(request: Request) -> Response:
            one = request.path_params["message"]

            def act(_form: Form) -> str:
                if name == "delete":
                    self._room.delete([one])
                else:
                    self._room.recover([one])
                return f"/m/{one}/info"

            return await self._frame.posted(request, act)

        return posted

    def _facts(self, asked: str) -> Mapping[str, Any]:
        message = self._reading.message(asked)
        names = self._reading.called(lines.people_in([message]))
        shown = [] if message.event else bubbles.bubbles(message, whole=True)
        files = exhibits.exhibits(self._files, [message])
        said = cards.cards(self._files, files.values())
        return {"message": message, "bubbles": shown, "names": names, "exhibits": files, "cards": said}

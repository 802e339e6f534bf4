"""The conversations by themselves, and the list alone as it changes."""

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from owntexts.errors import OwntextsError
from owntexts.web import lists
from owntexts.web.frame import Beside, Frame
from owntexts.web.needs.shelf import Shelf
from owntexts.web.numbers import number_of


class Home:
    """The first page."""

    def __init__(self, frame: Frame, shelf: Shelf) -> None:
        self._frame = frame
        self._shelf = shelf

    def routes(self) -> list[Route]:
        return [
            Route("/", self.home),
            Route("/conversations", self.conversations),
            Route("/help/apples-pause", self.apples_pause),
        ]

    def home(self, request: Request) -> Response:
        """The list; on a wide screen with room for a conversation beside it. Where nothing is yet, the first steps."""
        if self._frame.lets_in(request) and self._begins():
            return RedirectResponse("/welcome", 303)
        return self._frame.page(request, "home.html", beside=Beside(show=self._show(request)))

    def _begins(self) -> bool:
        """Whether this device has neither messages nor an account."""
        try:
            return not self._shelf.reading.conversations() and self._shelf.accounts.account() is None
        except OwntextsError:
            return False

    def conversations(self, request: Request) -> Response:
        """The list alone."""
        open_id, show = request.query_params.get("open"), self._show(request)
        return self._frame.part(request, lambda: self._frame.conversations(open_id, show))

    def apples_pause(self, request: Request) -> Response:
        """What Apple's own label means."""
        return self._frame.page(request, "apples_pause.html")

    @staticmethod
    def _show(request: Request) -> int:
        return number_of(request.query_params.get("show", ""), lists.PAGE, lists.MOST)

"""What a search finds: in the place of the list, also while it is typed."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from owntexts.web import finds
from owntexts.web.frame import Beside, Frame
from owntexts.web.numbers import number_of


class Search:
    """The page of results."""

    def __init__(self, frame: Frame) -> None:
        self._frame = frame

    def routes(self) -> list[Route]:
        return [Route("/search", self.page), Route("/found", self.found)]

    def page(self, request: Request) -> Response:
        """Everything that was found, the newest first."""
        beside = Beside(show=_show(request), query=query_of(request))
        return self._frame.page(request, "search.html", beside=beside)

    def found(self, request: Request) -> Response:
        """The results alone."""
        query, show = query_of(request), _show(request)
        return self._frame.part(request, lambda: self._frame.found(query, show=show))


def query_of(request: Request) -> str:
    """What the address searches for."""
    return request.query_params.get("q", "")[: finds.QUERY].strip()


def _show(request: Request) -> int:
    return number_of(request.query_params.get("show", ""), finds.PAGE, finds.MOST)

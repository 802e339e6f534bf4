"""What a search finds."""

from collections.abc import Mapping
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from owntexts.web import lines
from owntexts.web.frame import Frame
from owntexts.web.needs.shelf import Shelf

PAGE: Final = 100
QUERY: Final = 500


class Search:
    """The page of results."""

    def __init__(self, frame: Frame, shelf: Shelf) -> None:
        self._frame = frame
        self._shelf = shelf

    def routes(self) -> list[Route]:
        return [Route("/search", self.page)]

    def page(self, request: Request) -> Response:
        """Everything that was found, the newest first."""
        query = request.query_params.get("q", "")[:QUERY].strip()
        return self._frame.page(request, "search.html", lambda: self._facts(query))

    def _facts(self, query: str) -> Mapping[str, Any]:
        hits = self._shelf.searching.search(query, PAGE) if query else ()
        names = self._shelf.reading.called(lines.people_in([hit.message for hit in hits]))
        return {"query": query, "hits": hits, "names": names}

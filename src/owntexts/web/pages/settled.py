"""What every page of settings does: it shows its facts, and shows them again with what was wrong or what was done."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any, NamedTuple

from starlette.requests import Request
from starlette.responses import Response

from owntexts.web.forms import Form
from owntexts.web.frame import Frame
from owntexts.web.sheet import Outcome

Facts = Callable[[Request], Mapping[str, Any]]


class Shown(NamedTuple):
    """More facts that the page is to show this once."""

    facts: Mapping[str, Any]
    code: int = 200


Deed = Callable[[Request, Form], str | Outcome | Shown]
"""Does what a form asks for; gives the address to go on to, or what the page is to say or show of it."""


class Settled:
    """One page of settings, by its template's name."""

    def __init__(self, frame: Frame, name: str, facts: Facts) -> None:
        self._frame = frame
        self._template = f"settings/{name}.html"
        self._facts = facts

    def page(self, request: Request) -> Response:
        """The page as it is."""
        return self._shown(request, {})

    def does(self, deed: Deed) -> Callable[[Request], Awaitable[Response]]:
        """The address of a form of this page."""

        async def posted(request: Request) -> Response:
            return await self._frame.posted(
                request,
                lambda form: self._after(request, deed(request, form)),
                lambda error: self._shown(request, {"finding": error.finding}, 422),
            )

        return posted

    def _after(self, request: Request, came: str | Outcome | Shown) -> str | Response:
        match came:
            case str():
                return came
            case Shown(facts, code):
                return self._shown(request, facts, code)
            case _:
                return self._shown(request, {"done": came})

    def _shown(self, request: Request, more: Mapping[str, Any], code: int = 200) -> Response:
        nothing: dict[str, Any] = {"finding": None, "done": None}
        return self._frame.page(
            request, self._template, lambda: nothing | dict(self._facts(request)) | dict(more), code=code
        )

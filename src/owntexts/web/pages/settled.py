"""What every page of settings does: it shows its facts, and shows them again with what was wrong or what was done."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from owntexts.explain import Finding
from owntexts.web.forms import Form
from owntexts.web.frame import Frame
from owntexts.web.sheet import Outcome

Facts = Callable[[Request], Mapping[str, Any]]
Deed = Callable[[Request, Form], str | Outcome]
"""Does what a form asks for, and gives the address to go on to, or what the page is to say of it."""


class Settled:
    """One page of settings, by its template's name."""

    def __init__(self, frame: Frame, name: str, facts: Facts) -> None:
        self._frame = frame
        self._template = f"settings/{name}.html"
        self._facts = facts

    def page(self, request: Request) -> Response:
        """The page as it is."""
        return self._shown(request)

    def does(self, deed: Deed) -> Callable[[Request], Awaitable[Response]]:
        """The address of a form of this page."""

        async def posted(request: Request) -> Response:
            return await self._frame.posted(
                request,
                lambda form: self._after(request, deed(request, form)),
                lambda error: self._shown(request, finding=error.finding),
            )

        return posted

    def _after(self, request: Request, came: str | Outcome) -> str | Response:
        return came if isinstance(came, str) else self._shown(request, done=came)

    def _shown(self, request: Request, finding: Finding | None = None, done: Outcome | None = None) -> Response:
        said = {"finding": finding, "done": done}
        code = 422 if finding else 200
        return self._frame.page(request, self._template, lambda: said | dict(self._facts(request)), code=code)

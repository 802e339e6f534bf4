"""Adding messages: what is found on this machine, a path, or a file that the browser sends; and how far it is."""

from collections.abc import Mapping
from typing import Any, Final

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from owntexts.errors import OwntextsError
from owntexts.web.forms import Form, form_of
from owntexts.web.frame import Frame, Part
from owntexts.web.needs.shelf import Shelf

HERE: Final = "/welcome/messages"


class Messages:
    """The page for adding messages."""

    def __init__(self, frame: Frame, shelf: Shelf) -> None:
        self._frame = frame
        self._shelf = shelf
        self._bringing = shelf.bringing

    def routes(self) -> list[Route]:
        return [
            Route(HERE, self.page),
            Route(HERE, self.add, methods=["POST"]),
            Route("/welcome/again", self.again, methods=["POST"]),
            Route("/welcome/readings", self.readings),
        ]

    def page(self, request: Request) -> Response:
        """What can be added, and what is being read."""
        return self._page(request, {})

    async def add(self, request: Request) -> Response:
        """Takes what lies at a path as a source."""
        return await self._posted(request, lambda form: self._add(request, form))

    def _add(self, request: Request, form: Form) -> None:
        self._frame.must_be_here(request)
        self._bringing.add(form.get("path", "").strip())

    async def again(self, request: Request) -> Response:
        """Reads a source once more, with its own password."""
        return await self._posted(
            request, lambda form: self._bringing.again(form.get("source", ""), form.get("secret") or None)
        )

    def readings(self, request: Request) -> Response:
        """How far it is, alone."""
        return self._frame.part(request, lambda: self._readings(request))

    def _readings(self, request: Request) -> Part:
        status = self._shelf.standing.status()
        told = self._bringing.readings()
        return self._frame.made(
            "readings",
            readings=told,
            progress=status.progress,
            messages=status.messages or 0,
            csrf=self._frame.csrf(request),
        )

    async def _posted(self, request: Request, act: Any) -> Response:
        form: Form = await form_of(request)
        if not self._frame.lets_post(request, form):
            return self._frame.locked(403)
        try:
            await run_in_threadpool(act, form)
        except OwntextsError as error:
            facts = {"finding": error.finding, "typed": form}
            return await run_in_threadpool(self._page, request, facts, 422)
        return RedirectResponse(f"{HERE}#being-read", 303)

    def _page(self, request: Request, facts: Mapping[str, Any], code: int = 200) -> Response:
        def everything() -> Mapping[str, Any]:
            return {
                "finding": None,
                "typed": {},
                "titles": self._bringing.titles(),
                "is_here": self._frame.is_here(request),
                "found": self._bringing.found() if self._frame.is_here(request) else (),
                "account": self._shelf.accounts.account(),
                "readings": self._readings(request),
                "csrf": self._frame.csrf(request),
            } | dict(facts)

        return self._frame.bare(request, "welcome/messages.html", everything, code)

"""Where messages come from."""

from collections.abc import Mapping
from typing import Any, Final

from starlette.requests import Request
from starlette.routing import Route

from owntexts.web.choices import CHOICES
from owntexts.web.forms import Form
from owntexts.web.frame import Frame
from owntexts.web.needs.settling import Sources as Known
from owntexts.web.pages.settled import Settled

PAGE: Final = "/settings/sources"


class Sources:
    """The page of the sources."""

    def __init__(self, frame: Frame, sources: Known) -> None:
        self._sources = sources
        self._page = Settled(frame, "sources", self._facts)

    def routes(self) -> list[Route]:
        deeds = {"background": self._background, "read": self._read, "remove": self._remove}
        forms = [Route(f"{PAGE}/{name}", self._page.does(deed), methods=["POST"]) for name, deed in deeds.items()]
        return [Route(PAGE, self._page.page), *forms]

    def _facts(self, _request: Request) -> Mapping[str, Any]:
        titles = self._sources.titles()
        told = [(each, titles.get(each.kind, each.kind)) for each in self._sources.listed()]
        return {"sources": told, "choices": CHOICES["background"]}

    def _background(self, _request: Request, form: Form) -> str:
        self._sources.background(form.get("source", ""), form.get("value", ""))
        return PAGE

    def _read(self, _request: Request, form: Form) -> str:
        self._sources.read(form.get("source", ""))
        return "/welcome/messages#being-read"

    def _remove(self, _request: Request, form: Form) -> str:
        self._sources.remove(form.get("source", ""))
        return PAGE

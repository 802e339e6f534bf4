"""Where messages come from."""

from collections.abc import Mapping
from typing import Any, Final

from starlette.requests import Request
from starlette.routing import Route

from owntexts.web.choices import CHOICES
from owntexts.web.forms import Form
from owntexts.web.frame import Frame
from owntexts.web.needs.settling import Sources as Known
from owntexts.web.pages.settled import Deed, Settled

PAGE: Final = "/settings/sources"
MOST_FILES: Final = 30
"""Of each watched folder."""
MODES: Final = (("archive", "Keep it"), ("mirror", "Put it in Recently Deleted"))


class Sources:
    """The page of the sources."""

    def __init__(self, frame: Frame, sources: Known) -> None:
        self._sources = sources
        self._page = Settled(frame, "sources", self._facts)

    def routes(self) -> list[Route]:
        deeds: dict[str, Deed] = {
            "background": self._background,
            "mode": self._mode,
            "read": self._read,
            "remove": self._remove,
        }
        forms = [Route(f"{PAGE}/{name}", self._page.does(deed), methods=["POST"]) for name, deed in deeds.items()]
        return [Route(PAGE, self._page.page), *forms]

    def _facts(self, _request: Request) -> Mapping[str, Any]:
        titles = self._sources.titles()
        told = [(each, titles.get(each.kind, each.kind)) for each in self._sources.listed()]
        inside = {each.id: self._sources.inside(each.id) for each, _ in told}
        return {
            "sources": told,
            "mirrors": {each.id for each, _ in told if self._sources.mirrors(each.kind)},
            "inside": {one: files for one, files in inside.items() if files},
            "titles": titles,
            "most": MOST_FILES,
            "choices": CHOICES["background"],
            "modes": MODES,
        }

    def _background(self, _request: Request, form: Form) -> str:
        self._sources.background(form.get("source", ""), form.get("value", ""))
        return PAGE

    def _mode(self, _request: Request, form: Form) -> str:
        self._sources.mode(form.get("source", ""), form.get("value", ""))
        return PAGE

    def _read(self, _request: Request, form: Form) -> str:
        self._sources.read(form.get("source", ""))
        return "/welcome/messages#being-read"

    def _remove(self, _request: Request, form: Form) -> str:
        self._sources.remove(form.get("source", ""))
        return PAGE

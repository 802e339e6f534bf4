"""What was put together from several sources, and what may be one: seen, undone, and said."""

from collections.abc import Mapping
from typing import Any, Final, Literal

from starlette.requests import Request
from starlette.routing import Route

from owntexts.model.names import straight
from owntexts.web.forms import Form
from owntexts.web.frame import Frame
from owntexts.web.needs.shelf import Shelf
from owntexts.web.pages.settled import Deed, Settled, Shown
from owntexts.web.sheet import Outcome

PAGE: Final = "/settings/duplicates"
MOST: Final = 120
"""The command line shows all."""

Word = Literal["same", "apart"]


class Duplicates:
    """The page of what is there twice."""

    def __init__(self, frame: Frame, shelf: Shelf) -> None:
        self._merging = shelf.merging
        self._sources = shelf.sources
        self._page = Settled(frame, "duplicates", self._facts)

    def routes(self) -> list[Route]:
        deeds = {"same": self._says("same"), "apart": self._says("apart")}
        forms = [Route(f"{PAGE}/{word}", self._page.does(deed), methods=["POST"]) for word, deed in deeds.items()]
        return [Route(PAGE, self._page.page), *forms]

    def _facts(self, _request: Request) -> Mapping[str, Any]:
        everything = self._merging.listed(MOST + 1)
        shown = everything[:MOST]
        names = {one.id: straight(one.name or one.path) for one in self._sources.listed()}
        return {
            "possible": [each for each in shown if each.possible],
            "merged": [each for each in shown if not each.possible],
            "more": len(everything) > MOST,
            "sources": names,
            "undo": None,
        }

    def _says(self, word: Word) -> Deed:
        say = self._merging.same if word == "same" else self._merging.apart

        def deed(_request: Request, form: Form) -> Outcome | Shown:
            one, other, off = form.get("one", ""), form.get("other", ""), form.get("off") == "yes"
            now = say(one, other, off=off)
            words = "They are one message now" if len(now.messages) == 1 else "They are two messages now"
            done = Outcome(f"{words}, on all of your devices.")
            return done if off else Shown({"done": done, "undo": {"word": word, "one": one, "other": other}})

        return deed

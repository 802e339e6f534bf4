"""One conversation: from its end, from a message, from a day; and its pieces, as a page asks for them."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from starlette.datastructures import QueryParams
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from owntexts.errors import OwntextsError
from owntexts.model.names import UNKNOWN, Names, called
from owntexts.web import cards, dates, exhibits, finds, lines, lists, people
from owntexts.web.frame import Beside, Frame, Part
from owntexts.web.needs.reading import Conversation, Stretch
from owntexts.web.needs.shelf import Shelf
from owntexts.web.pages.search import query_of

PAGE: Final = 60
WINDOW: Final = 480
"""The most messages that a page holds at a time."""


class Thread:
    """The pages of one conversation."""

    def __init__(self, frame: Frame, shelf: Shelf) -> None:
        self._frame = frame
        self._shelf = shelf
        self._reading = shelf.reading

    def routes(self) -> list[Route]:
        return [
            Route("/c/{conversation}", self.page),
            Route("/c/{conversation}/part", self.part),
            Route("/c/{conversation}/window", self.window),
        ]

    def page(self, request: Request) -> Response:
        """The end of a conversation, or the stretch that the address asks for; a day leads to its first message."""
        asked, wanted = request.path_params["conversation"], request.query_params
        if {"on", "start"} & wanted.keys() and self._frame.lets_in(request):
            return self._at_day(request, asked, wanted)
        beside = Beside(asked, query=query_of(request), hit=wanted.get("at"))
        return self._frame.page(request, "thread.html", lambda: self._facts(asked, wanted, beside), beside=beside)

    def part(self, request: Request) -> Response:
        """More messages on one side of a message."""
        return self._frame.part(request, lambda: self._part(request, self._stretch))

    def window(self, request: Request) -> Response:
        """The messages that a page shows, as they are now, and what has come behind them."""
        return self._frame.part(request, lambda: self._part(request, self._window))

    def _at_day(self, request: Request, asked: str, wanted: QueryParams) -> Response:
        begun = None if "start" in wanted else dates.begin_of(wanted["on"])
        at = lists.BEGINNING if begun is None else round(begun.timestamp() * 1000)
        try:
            found = self._reading.since(asked, at, 1).messages
        except OwntextsError as error:
            return self._frame.failed(request, error)
        return RedirectResponse(f"/c/{asked}?at={found[0].id}#m{found[0].id}" if found else f"/c/{asked}", 303)

    def _facts(self, asked: str, wanted: QueryParams, beside: Beside) -> Mapping[str, Any]:
        here = lists.find(self._reading.conversations(), asked)
        stretch = self._stretch(asked, wanted)
        names = self._reading.called(here.row.participants) if here else {}
        photos = self._reading.with_photo(here.row.participants) if here else ()
        name = people.title(here, names) if here else UNKNOWN
        return {
            "id": here.row.id if here else asked,
            "title": name,
            "sign": people.face(here, name, photos) if here else people.sign(asked, name),
            "about": _about(here, names),
            "newest_day": dates.iso_day(here.row.last_at) if here else "",
            "way": finds.way(self._shelf, beside.query, beside.hit) if beside.query and beside.hit else None,
            "has_later": stretch.after is not None,
            "rows": self._rows(asked, stretch, group=here.group if here else True),
        }

    def _part(self, request: Request, choose: Callable[[str, QueryParams], Stretch]) -> Part:
        asked, wanted = request.path_params["conversation"], request.query_params
        return self._rows(asked, choose(asked, wanted), group="group" in wanted)

    def _stretch(self, conversation: str, wanted: QueryParams) -> Stretch:
        if before := wanted.get("before"):
            return self._reading.before(conversation, before, PAGE)
        if after := wanted.get("after"):
            return self._reading.after(conversation, after, PAGE)
        if message := wanted.get("at"):
            return self._reading.around(conversation, message, PAGE)
        return self._reading.newest(conversation, PAGE)

    def _window(self, conversation: str, wanted: QueryParams) -> Stretch:
        first, last = wanted.get("first"), wanted.get("last")
        if not first:
            return self._reading.newest(conversation, PAGE)
        return self._reading.between(conversation, first, last, WINDOW)

    def _rows(self, conversation: str, stretch: Stretch, *, group: bool) -> Part:
        quoted = self._reading.quoted({one.reply_to.id for one in stretch.messages if one.reply_to})
        names = self._reading.called(lines.people_in([*stretch.messages, *quoted.values()]))
        told = lines.lines(stretch, names, quoted)
        files = exhibits.exhibits(self._shelf.files, stretch.messages)
        return self._frame.made(
            "rows",
            id=conversation,
            lines=told,
            stretch=stretch,
            group=group,
            names=names,
            photos=self._reading.with_photo(lines.senders_in(stretch.messages)) if group else (),
            exhibits=files,
            cards=cards.cards(self._shelf.files, files.values()),
        )


def _about(here: Conversation | None, names: Names) -> str:
    """Under the name: how many people, or by what number or address this one is reached."""
    if here is None or not here.row.participants:
        return ""
    if here.group:
        return f"{len(here.row.participants)} people"
    shown = called(here.row.participants[0], names)
    return "" if shown == people.title(here, names) else shown

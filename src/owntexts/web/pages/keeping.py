"""Taking a conversation along: as a file, or on paper."""

from collections.abc import Iterator, Mapping
from typing import Any, Final
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route

from owntexts.errors import OwntextsError
from owntexts.model.in_words import in_one_line
from owntexts.model.message import Message, line
from owntexts.model.names import called
from owntexts.web import cards, dates, exhibits, lines, lists, people
from owntexts.web.frame import Frame
from owntexts.web.needs.reading import Conversation, Stretch
from owntexts.web.needs.shelf import Shelf

ON_PAPER: Final = 1_000
AT_ONCE: Final = 500
FORMATS: Final = {"jsonl": "application/jsonl", "txt": "text/plain; charset=utf-8"}


class Keeping:
    """Export and print."""

    def __init__(self, frame: Frame, shelf: Shelf) -> None:
        self._frame = frame
        self._reading = shelf.reading
        self._files = shelf.files

    def routes(self) -> list[Route]:
        return [
            Route("/c/{conversation}/export.{ending}", self.export),
            Route("/c/{conversation}/print", self.paper),
        ]

    def export(self, request: Request) -> Response:
        """The whole conversation as a file: one message a line."""
        if not self._frame.lets_in(request):
            return self._frame.locked()
        ending = request.path_params["ending"]
        try:
            here = lists.one(self._reading.conversations(), request.path_params["conversation"])
            kind = FORMATS[ending]
        except OwntextsError as error:
            return self._frame.failed(request, error)
        except KeyError:
            return Response(status_code=404)
        told = self._as_json(here) if ending == "jsonl" else self._as_text(here)
        name = quote(f"{people.title(here, self._reading.called(here.row.participants))}.{ending}", safe="")
        return StreamingResponse(
            told, media_type=kind, headers={"content-disposition": f"attachment; filename*=UTF-8''{name}"}
        )

    def paper(self, request: Request) -> Response:
        """As many messages as one prints at once, from a day on or the newest."""
        asked, begun = request.path_params["conversation"], request.query_params.get("on", "")
        return self._frame.bare(request, "print.html", lambda: self._on_paper(asked, begun))

    def _on_paper(self, asked: str, begun: str) -> Mapping[str, Any]:
        here = lists.one(self._reading.conversations(), asked)
        stretch = self._printed(here.row.id, begun)
        names = self._reading.called({*lines.people_in(stretch.messages), *here.row.participants})
        files = exhibits.exhibits(self._files, stretch.messages)
        return {
            "title": people.title(here, names),
            "here": here,
            "on": begun,
            "group": here.group,
            "names": names,
            "photos": self._reading.with_photo(lines.senders_in(stretch.messages)) if here.group else (),
            "stretch": stretch,
            "lines": lines.lines(stretch, names, {}),
            "exhibits": files,
            "cards": cards.cards(self._files, files.values()),
        }

    def _printed(self, conversation: str, begun: str) -> Stretch:
        since = dates.begin_of(begun)
        if since is None:
            return self._reading.newest(conversation, ON_PAPER)
        return self._reading.since(conversation, round(since.timestamp() * 1000), ON_PAPER)

    def _everything(self, here: Conversation) -> Iterator[Message]:
        stretch = self._reading.since(here.row.id, lists.BEGINNING, AT_ONCE)
        yield from stretch.messages
        while stretch.after is not None:
            stretch = self._reading.after(here.row.id, stretch.messages[-1].id, AT_ONCE)
            yield from stretch.messages

    def _as_json(self, here: Conversation) -> Iterator[bytes]:
        yield from map(line, self._everything(here))

    def _as_text(self, here: Conversation) -> Iterator[bytes]:
        names = self._reading.called(here.row.participants)
        for message in self._everything(here):
            who = "" if message.event else f"{called(message.sender, names)}: "
            said = lines.event_words(message, names) if message.event else message.text or in_one_line(message)
            yield f"{dates.to_the_minute(message.at)}  {who}{said}\n".encode("utf-8", "replace")

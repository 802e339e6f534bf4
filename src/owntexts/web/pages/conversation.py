"""What is known of a conversation, and what the person does to it."""

from collections.abc import Callable, Mapping
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from owntexts.errors import OwntextsError
from owntexts.model.names import called
from owntexts.web import lists, people
from owntexts.web.forms import Form
from owntexts.web.frame import Beside, Frame
from owntexts.web.needs.shelf import Shelf
from owntexts.web.pages.files import photo


class About:
    """The page behind a conversation's name."""

    def __init__(self, frame: Frame, shelf: Shelf) -> None:
        doing = shelf.doing
        self._frame = frame
        self._reading = shelf.reading
        self._room = shelf.room
        self._deeds: dict[str, Callable[[str, Form], None]] = {
            "pin": lambda one, form: doing.pin(one, pinned=form.get("value") == "yes"),
            "mute": lambda one, form: doing.mute(one, muted=form.get("value") == "yes"),
            "name": lambda one, form: doing.name(one, form.get("value", "")),
            "read": lambda one, _form: doing.read(one),
        }

    def routes(self) -> list[Route]:
        deeds = [Route(f"/c/{{conversation}}/{deed}", self._does(deed), methods=["POST"]) for deed in self._deeds]
        return [
            Route("/c/{conversation}/info", self.page),
            Route("/photo/{conversation}", self.photo),
            Route("/photo/of/{handle}", self.photo_of),
            Route("/c/{conversation}/delete", self.delete, methods=["POST"]),
            *deeds,
        ]

    def page(self, request: Request) -> Response:
        """All that is known of it, and what can be done."""
        asked = request.path_params["conversation"]
        return self._frame.page(request, "conversation.html", lambda: self._facts(asked), beside=Beside(asked))

    def _facts(self, asked: str) -> Mapping[str, Any]:
        here = lists.one(self._reading.conversations(), asked)
        names = self._reading.called(here.row.participants)
        title = people.title(here, names)
        persons = [(handle, called(handle, names)) for handle in here.row.participants]
        photos = self._reading.with_photo(here.row.participants)
        sign = people.face(here, title, photos)
        return {"here": here, "title": title, "sign": sign, "persons": persons, "photos": photos}

    def photo(self, request: Request) -> Response:
        """The photo of the one person with whom it is."""
        if not self._frame.lets_in(request):
            return self._frame.locked()
        try:
            here = lists.one(self._reading.conversations(), request.path_params["conversation"])
            data = None if here.group or not here.row.participants else self._reading.photo(here.row.participants[0])
        except OwntextsError:
            data = None
        return photo(data)

    def photo_of(self, request: Request) -> Response:
        """The photo of whoever has this address, which is written in hex."""
        if not self._frame.lets_in(request):
            return self._frame.locked()
        try:
            handle = bytes.fromhex(request.path_params["handle"]).decode("utf-8", "surrogatepass")
            return photo(self._reading.photo(handle))
        except (OwntextsError, ValueError):
            return photo(None)

    async def delete(self, request: Request) -> Response:
        """All of its messages go to Recently Deleted."""

        def act(_form: Form) -> str:
            self._room.delete_conversation(request.path_params["conversation"])
            return "/settings/deleted"

        return await self._frame.posted(request, act)

    def _does(self, deed: str) -> Callable[[Request], Any]:
        async def posted(request: Request) -> Response:
            one = request.path_params["conversation"]

            def act(form: Form) -> str:
                self._deeds[deed](one, form)
                return f"/c/{one}/info"

            return await self._frame.posted(request, act)

        return posted

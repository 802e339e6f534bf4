"""The room that everything takes, and what is worth a look when some is needed."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from starlette.requests import Request
from starlette.routing import Route

from owntexts.errors import WrongUsage
from owntexts.web import exhibits, lines, lists, people, rooms
from owntexts.web.forms import Form, picked
from owntexts.web.frame import Frame
from owntexts.web.needs.shelf import Shelf
from owntexts.web.pages.settled import Settled, Shown
from owntexts.web.sheet import Outcome

PAGE: Final = "/settings/storage"
MOST: Final = 40
"""Of each list; the command line shows all."""
WHYS: Final = {"large": "Large", "old": "Old", "duplicate": "There twice"}


class Storage:
    """Storage and its review."""

    def __init__(self, frame: Frame, shelf: Shelf) -> None:
        self._shelf = shelf
        self._room = shelf.room
        self._storage = Settled(frame, "storage", self._facts)
        self._review = Settled(frame, "review", self._worth_a_look)

    def routes(self) -> list[Route]:
        return [
            Route(PAGE, self._storage.page),
            Route(f"{PAGE}/review", self._review.page),
            Route(f"{PAGE}/review/delete", self._review.does(self._delete), methods=["POST"]),
            Route(f"{PAGE}/review/recover", self._review.does(self._recover), methods=["POST"]),
        ]

    def _facts(self, _request: Request) -> Mapping[str, Any]:
        told = self._room.storage()
        return {
            "storage": told,
            "bar": rooms.bar(told),
            "share": rooms.share(told),
            "rooms": self._named(told),
            "deleted": len(self._room.deleted()),
            "worth": len(self._room.review()),
        }

    def _named(self, told: Any) -> list[tuple[str, str, Any]]:
        """By conversation its id, its name as it is listed, and its room."""
        listed = self._shelf.reading.conversations()
        shown = told.conversations[:MOST]
        found = [lists.find(listed, one.id) for one in shown]
        handles = {handle for one in found if one for handle in one.row.participants}
        names = self._shelf.reading.called(handles)
        titles = [people.title(one, names) if one else "Deleted, or not listed" for one in found]
        return [(one.row.id if one else "", title, room) for one, title, room in zip(found, titles, shown, strict=True)]

    def _worth_a_look(self, request: Request) -> Mapping[str, Any]:
        why = request.query_params.get("why", "")
        everything = [one for one in self._room.review() if why in {"", one.why}]
        found = self._shelf.reading.quoted({one.id for one in everything[:MOST]})
        messages = [(one, found[one.id]) for one in everything[:MOST] if one.id in found]
        told = [message for _, message in messages]
        return {
            "why": why,
            "whys": WHYS,
            "undo": (),
            "reviewed": messages,
            "more": max(0, len(everything) - MOST),
            "total": sum(one.bytes for one in everything),
            "names": self._shelf.reading.called(lines.people_in(told)),
            "exhibits": exhibits.exhibits(self._shelf.files, told),
        }

    def _delete(self, _request: Request, form: Form) -> Shown:
        chosen = picked(form)
        if not chosen:
            raise WrongUsage("Nothing is chosen", "Tick what is to be deleted.")
        self._room.delete(chosen)
        return Shown({"done": Outcome(f"{_messages(chosen)} in Recently Deleted."), "undo": chosen})

    def _recover(self, _request: Request, form: Form) -> Outcome:
        back = picked(form)
        self._room.recover(back)
        return Outcome(f"{_messages(back)} back.")


def _messages(ids: Sequence[str]) -> str:
    return "1 message is" if len(ids) == 1 else f"{len(ids)} messages are"

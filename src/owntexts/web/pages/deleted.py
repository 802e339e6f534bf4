"""Recently Deleted: what is there, the way back, and the end."""

from collections.abc import Mapping
from typing import Any, Final

from starlette.requests import Request
from starlette.routing import Route

from owntexts.web import exhibits, lines
from owntexts.web.files import size
from owntexts.web.forms import Form
from owntexts.web.frame import Frame
from owntexts.web.needs.room import Purged
from owntexts.web.needs.shelf import Shelf
from owntexts.web.pages.settled import Deed, Settled
from owntexts.web.sheet import Outcome

PAGE: Final = "/settings/deleted"
MOST: Final = 60


class RecentlyDeleted:
    """The page of what was deleted."""

    def __init__(self, frame: Frame, shelf: Shelf) -> None:
        self._shelf = shelf
        self._room = shelf.room
        self._page = Settled(frame, "deleted", self._facts)

    def routes(self) -> list[Route]:
        deeds: dict[str, Deed] = {
            "recover": self._recover,
            "recover-all": self._recover_all,
            "purge": self._purge,
            "purge-all": self._purge_all,
        }
        forms = [Route(f"{PAGE}/{name}", self._page.does(deed), methods=["POST"]) for name, deed in deeds.items()]
        return [Route(PAGE, self._page.page), *forms]

    def _facts(self, _request: Request) -> Mapping[str, Any]:
        there = list(reversed(self._room.deleted()))
        messages = [one.message for one in there[:MOST]]
        return {
            "there": there[:MOST],
            "number": len(there),
            "names": self._shelf.reading.called(lines.people_in(messages)),
            "exhibits": exhibits.exhibits(self._shelf.files, messages),
        }

    def _recover(self, _request: Request, form: Form) -> str:
        self._room.recover([form.get("message", "")])
        return PAGE

    def _recover_all(self, _request: Request, _form: Form) -> str:
        self._room.recover([one.message.id for one in self._room.deleted()])
        return PAGE

    def _purge(self, _request: Request, form: Form) -> Outcome:
        return _gone(self._room.purge([form.get("message", "")]))

    def _purge_all(self, _request: Request, _form: Form) -> Outcome:
        return _gone(self._room.purge_everything())


def _gone(purged: Purged) -> Outcome:
    many = "1 message is" if purged.messages == 1 else f"{purged.messages:,} messages are"
    if purged.bytes_freed is None:
        return Outcome(f"{many} gone for ever. The hub frees their room at the next sync.")
    return Outcome(f"{many} gone for ever, and {size(purged.bytes_freed)} freed on the hub.")

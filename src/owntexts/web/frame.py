"""How every page is put together: the session it needs, the label and the list around it, and its live parts."""

from collections.abc import Callable, Mapping, Sequence
from hashlib import sha256
from typing import Any, Final, NamedTuple

from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from owntexts.errors import NotFound, OwntextsError
from owntexts.web import sheet, telling, view
from owntexts.web.reader import Conversation, Reader
from owntexts.web.sessions import Sessions

COOKIE: Final = "owntexts_session"
NOTHING_NEW: Final = 204

Facts = Callable[[Sequence[Conversation]], Mapping[str, Any]]
"""What a page shows, given the conversations that there are."""


class Part(NamedTuple):
    """A piece of a page that can be asked for alone, again and again.

    It carries a digest of itself; whoever sends that back as `has` is answered 204 while the part still reads the same.
    """

    name: str
    text: str

    @property
    def digest(self) -> str:
        """Of what it says."""
        return sha256(self.text.encode()).hexdigest()[:32]

    def __html__(self) -> str:
        """The part as it stands in a page."""
        return f'{self.text}\n<input type="hidden" id="{self.name}-has" name="has" value="{self.digest}">\n'


class Frame:
    """Renders pages and parts for whoever has a session, and the way in for everybody else."""

    def __init__(self, reader: Reader, sessions: Sessions) -> None:
        self._reader = reader
        self._sessions = sessions
        self._templates = Environment(
            loader=PackageLoader("owntexts.web"), autoescape=True, undefined=StrictUndefined, trim_blocks=True
        )
        self._templates.filters.update(view.FILTERS | sheet.FILTERS | telling.FILTERS)

    def lets_in(self, request: Request) -> bool:
        """Whether the request comes from a session that is open."""
        return self._sessions.is_open(request.cookies.get(COOKIE))

    def lets_post(self, request: Request, form: Mapping[str, str]) -> bool:
        """Whether the form is one of an open session's own pages."""
        return self._sessions.may_post(request.cookies.get(COOKIE), form.get("csrf", ""))

    def page(self, request: Request, template: str, facts: Facts, outcome: sheet.Outcome | None = None) -> Response:
        """A whole page; with an outcome, its sheet is open and tells it."""
        if not self.lets_in(request):
            return self.locked()
        listed = self._listed()
        code, mine = 200, dict[str, Any](open_id=None, query="")
        try:
            mine |= facts(listed["conversations"])
        except OwntextsError as error:
            code = 404 if isinstance(error, NotFound) else 500
            template, mine = "finding.html", mine | {"finding": error.finding}
        rows = self.made("conversations", open_id=mine["open_id"], **listed)
        return HTMLResponse(self.render(template, list=rows, outcome=outcome, **self.label(request), **mine), code)

    def part(self, request: Request, make: Callable[[], Part], template: str = "part.html", **facts: Any) -> Response:
        """A part alone, or 204 where it still reads as the page that asks has it."""
        if not self.lets_in(request):
            return self.locked()
        try:
            part = make()
        except OwntextsError:
            return Response(status_code=NOTHING_NEW)
        if part.digest == request.query_params.get("has"):
            return Response(status_code=NOTHING_NEW)
        return HTMLResponse(self.render(template, part=part, **facts))

    def made(self, name: str, **facts: Any) -> Part:
        """The part of this name."""
        return Part(name, self.render(f"{name}.html", **facts))

    def label(self, request: Request) -> dict[str, Any]:
        """The label's words, and the sheet behind it."""
        status, why = self._reader.status(), self._reader.why()
        csrf = self._sessions.csrf(request.cookies.get(COOKIE, ""))
        offer = sheet.sync_offer(status, why)
        made = self.made("sheet", status=status, why=why, offer=offer, step_of=self._reader.step, csrf=csrf)
        return {"status": status, "csrf": csrf, "sheet": made}

    def conversations(self, open_id: str | None) -> Part:
        """The list of conversations."""
        return self.made("conversations", open_id=open_id, **self._listed())

    def _listed(self) -> dict[str, Any]:
        """A list that cannot be read says so; the label beside it tells why."""
        try:
            return {"conversations": self._reader.conversations(), "people": self._reader.people(), "finding": None}
        except OwntextsError as error:
            return {"conversations": (), "people": {}, "finding": error.finding}

    def locked(self, code: int = 401) -> Response:
        """The way in."""
        return HTMLResponse(self.render("locked.html"), code)

    def render(self, template: str, **facts: Any) -> str:
        """A template with its facts."""
        return self._templates.get_template(template).render(facts)

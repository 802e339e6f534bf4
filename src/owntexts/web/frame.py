"""How every page is put together: the session it needs, the label and the list around it, and its live parts."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from hashlib import sha256
from typing import Any, Final, NamedTuple

from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from owntexts.errors import NotFound, OwntextsError, WrongUsage
from owntexts.explain import Finding
from owntexts.web import filters, finds, lists, sheet
from owntexts.web.assets import Assets
from owntexts.web.door import Door
from owntexts.web.forms import Form, form_of
from owntexts.web.needs.settling import OtherDevice
from owntexts.web.needs.shelf import Shelf
from owntexts.web.sessions import HERE, Sessions
from owntexts.web.visitor import ZONE_COOKIE, visitor

COOKIE: Final = "owntexts_session"
NOTHING_NEW: Final = 204
BY_HTMX: Final = "hx-request"

Facts = Callable[[], Mapping[str, Any]]
"""What a page shows; may raise OwntextsError."""


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


class Beside(NamedTuple):
    """What stands beside a page: the list, with the conversation that is open, or what a search found."""

    open_id: str | None = None
    show: int = lists.PAGE
    query: str = ""
    hit: str | None = None


NOTHING_OPEN: Final = Beside()


class Frame:
    """Renders pages and parts for whoever has a session, and the way in for everybody else."""

    def __init__(self, shelf: Shelf, sessions: Sessions, assets: Assets, door: Door) -> None:
        self._shelf = shelf
        self._sessions = sessions
        self._door = door
        self._templates = Environment(
            loader=PackageLoader("owntexts.web"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            auto_reload=False,
        )
        self._templates.filters.update(filters.FILTERS)
        self._templates.globals.update(asset=assets.url, visitor=visitor, zone_cookie=ZONE_COOKIE)

    def lets_in(self, request: Request) -> bool:
        """Whether the request comes from a session that is open."""
        return self._sessions.is_open(request.cookies.get(COOKIE))

    def is_here(self, request: Request) -> bool:
        """Whether the browser is one of this device itself, by its session and by its way in."""
        return self._door.place == HERE and self._sessions.place(request.cookies.get(COOKIE)) == HERE

    def must_be_here(self, request: Request) -> None:
        """Raises WrongUsage for a browser of the network."""
        if not self.is_here(request):
            raise WrongUsage(
                "This is done at the device itself",
                "A browser that is signed in from the network can read; it decides nothing about the account, and lets "
                "nobody in.",
            )

    def lets_post(self, request: Request, form: Mapping[str, str]) -> bool:
        """Whether the form is one of an open session's own pages."""
        return self._sessions.may_post(request.cookies.get(COOKIE), form.get("csrf", ""))

    def page(
        self,
        request: Request,
        template: str,
        facts: Facts = dict,
        outcome: sheet.Outcome | None = None,
        *,
        beside: Beside = NOTHING_OPEN,
        code: int = 200,
    ) -> Response:
        """A whole page and what stands beside it; with an outcome, its sheet is open and tells it."""
        if not self.lets_in(request):
            return self.locked()
        try:
            mine = facts()
        except OwntextsError as error:
            return self.failed(request, error)
        return self._whole(request, template, mine, code, outcome=outcome, beside=beside)

    def failed(self, request: Request, error: OwntextsError) -> Response:
        """A page that says what is the matter."""
        code = 404 if isinstance(error, NotFound) else 500
        return self._whole(request, "finding.html", {"finding": error.finding}, code)

    def _whole(
        self,
        request: Request,
        template: str,
        mine: Mapping[str, Any],
        code: int,
        *,
        outcome: sheet.Outcome | None = None,
        beside: Beside = NOTHING_OPEN,
    ) -> Response:
        around = {
            "query": beside.query,
            "open_id": beside.open_id,
            "found": self.found(beside.query, beside.hit, beside.show) if beside.query else "",
            "list": self.conversations(beside.open_id, beside.show),
            "outcome": outcome,
            "reminds": self._reminds(),
        }
        return HTMLResponse(self.render(template, **around | self.label(request) | dict(mine)), code)

    def bare(self, request: Request, template: str, facts: Facts, code: int = 200) -> Response:
        """A page without label and list."""
        if not self.lets_in(request):
            return self.locked()
        try:
            return HTMLResponse(self.render(template, **facts()), code)
        except OwntextsError as error:
            return self.failed(request, error)

    def _reminds(self) -> bool:
        """Whether it is time to ask for the password or the recovery key."""
        try:
            return self._shelf.membership.proof_is_due()
        except OwntextsError:
            return False

    def _others(self) -> Sequence[OtherDevice]:
        """The other devices; none where they cannot be read, which the sheet gives the reason of."""
        try:
            return self._shelf.membership.others()
        except OwntextsError:
            return ()

    async def posted(
        self,
        request: Request,
        act: Callable[[Form], str | Response],
        again: Callable[[OwntextsError], Response] | None = None,
    ) -> Response:
        """Does what a form of one of our pages asks for, and shows the page that `act` gives, or its address.

        Where that cannot be done, `again` shows the form with what was wrong.
        """
        form = await form_of(request)
        if not self.lets_post(request, form):
            return self.locked(403)
        try:
            came = await run_in_threadpool(act, form)
        except OwntextsError as error:
            return await run_in_threadpool(again or partial(self.failed, request), error)
        return RedirectResponse(came, 303) if isinstance(came, str) else came

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
        standing = self._shelf.standing
        status, why = standing.both()
        csrf = self.csrf(request)
        offer = sheet.sync_offer(status, why)
        facts = {"status": status, "why": why, "offer": offer, "others": self._others()}
        made = self.made("sheet", **facts, step_of=standing.step, csrf=csrf)
        return {"status": status, "csrf": csrf, "sheet": made}

    def csrf(self, request: Request) -> str:
        """What each form of this session's pages carries."""
        return self._sessions.csrf(request.cookies.get(COOKIE, ""))

    def conversations(self, open_id: str | None, show: int = lists.PAGE) -> Part:
        """The list of conversations. One that cannot be read says so; the label beside it tells why."""
        try:
            found, finding = lists.listed(self._shelf.reading, open_id, show), None
        except OwntextsError as error:
            found, finding = lists.List((), None), error.finding
        return self.made("conversations", found=found, finding=finding, open_id=open_id)

    def found(self, query: str, hit: str | None = None, show: int = finds.PAGE) -> Part:
        """What a search finds, in the place of the list; `hit` is the message that is open."""
        try:
            told, finding = finds.found(self._shelf, query, hit, show), None
        except OwntextsError as error:
            told, finding = finds.NOTHING, error.finding
        return self.made("found", told=told, finding=finding, query=query)

    def locked(self, code: int = 401, finding: Finding | None = None) -> Response:
        """The way in; with what was wrong with the last try."""
        facts = {"can_sign_in": self._has_account(), "is_here": self._door.place == HERE, "finding": finding}
        return HTMLResponse(self.render("locked.html", **facts), code)

    def _has_account(self) -> bool:
        try:
            return self._shelf.accounts.account() is not None
        except OwntextsError:
            return False

    def render(self, template: str, **facts: Any) -> str:
        """A template with its facts."""
        return self._templates.get_template(template).render(facts)

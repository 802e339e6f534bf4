"""The first steps: a cloud of one's own, or the one that is there; and its recovery key, kept on paper."""

import re
from collections.abc import Mapping
from typing import Any, Final

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from owntexts.errors import OwntextsError
from owntexts.web import qr
from owntexts.web.forms import Form, form_of
from owntexts.web.frame import COOKIE, Frame
from owntexts.web.guesses import hint
from owntexts.web.keys import Key, ShownKeys
from owntexts.web.needs.beginning import Accounts

MESSAGES: Final = "/welcome/messages"
_LINK: Final = re.compile(r"(?:owntexts|https?)://\S+")
_KEY: Final = re.compile(r"\b(?:[0-9A-Za-z]{4}[- ]){13}[0-9A-Za-z]{4}\b")
_NAMED: Final = re.compile(r"^\s*account:?\s+(\S+)\s*$", re.IGNORECASE | re.MULTILINE)


class Welcome:
    """Creating an account, joining one, and the key between."""

    def __init__(self, frame: Frame, accounts: Accounts, keys: ShownKeys) -> None:
        self._frame = frame
        self._accounts = accounts
        self._keys = keys

    def routes(self) -> list[Route]:
        return [
            Route("/welcome", self.start),
            Route("/welcome/create", self.creating),
            Route("/welcome/create", self.create, methods=["POST"]),
            Route("/welcome/join", self.joining),
            Route("/welcome/join", self.join, methods=["POST"]),
            Route("/welcome/password", self.password, methods=["POST"]),
            Route("/welcome/key", self.key),
            Route("/welcome/key", self.kept, methods=["POST"]),
            Route("/welcome/sheet", self.sheet),
        ]

    def start(self, request: Request) -> Response:
        """The choice: a new cloud, or the one that is there."""
        return self._page(request, "start", {"account": self._accounts.account()})

    def creating(self, request: Request) -> Response:
        """The form of a new account."""
        return self._page(request, "create", self._empty())

    async def create(self, request: Request) -> Response:
        """Makes the account and shows its recovery key."""
        return await self._posted(request, "create", self._created)

    def joining(self, request: Request) -> Response:
        """The form of an account that is there."""
        return self._page(request, "join", self._empty())

    async def join(self, request: Request) -> Response:
        """Makes this device one of the account's."""
        return await self._posted(request, "join", self._joined)

    async def password(self, request: Request) -> Response:
        """What a password would stand, while it is chosen."""
        form = await form_of(request)
        if not self._frame.lets_post(request, form):
            return self._frame.locked(403)
        guesses = await run_in_threadpool(self._accounts.guesses, form.get("password", ""))
        return HTMLResponse(self._frame.render("welcome/strength.html", hint=hint(guesses)))

    def key(self, request: Request) -> Response:
        """The recovery key, and the question whether it was kept."""
        key = self._keys.of(_session(request))
        return RedirectResponse(MESSAGES, 303) if key is None else self._page(request, "key", {"key": key})

    async def kept(self, request: Request) -> Response:
        """Looks whether the person has the key."""
        form = await form_of(request)
        if not self._frame.lets_post(request, form):
            return self._frame.locked(403)
        key = self._keys.of(_session(request))
        if key is not None and not key.is_known([form.get(f"group{number}", "") for number in key.asked]):
            return self._page(request, "key", {"key": key, "wrong": True})
        self._keys.forget(_session(request))
        return RedirectResponse(key.next if key else MESSAGES, 303)

    def sheet(self, request: Request) -> Response:
        """The emergency sheet, to be printed."""
        key = self._keys.of(_session(request))
        if key is None:
            return RedirectResponse(MESSAGES, 303)
        return self._page(request, "sheet", {"key": key, "code": qr.drawn(written_down(key))})

    def _created(self, request: Request, form: Form) -> str:
        self._frame.must_be_here(request)
        password = form.get("password", "")
        made = self._accounts.create(
            hub=_hub(form.get("hub", "")) or self._accounts.own_hub() or "",
            name=form.get("name", "").strip(),
            device=form.get("device", "").strip() or self._accounts.device_name(),
            invite=form.get("invite", "").strip() or None,
            password=password,
        )
        self._keys.keep(_session(request), Key(made.account, made.hub, made.recovery_key))
        return "/welcome/key"

    def _joined(self, request: Request, form: Form) -> str:
        self._frame.must_be_here(request)
        told = form.get("hub", "")
        key, named = _KEY.search(told), _NAMED.search(told)
        self._accounts.join(
            hub=_hub(told),
            name=form.get("name", "").strip() or (named[1] if named else ""),
            device=form.get("device", "").strip() or self._accounts.device_name(),
            secret=key[0] if key else form.get("secret", ""),
            by_recovery_key=bool(key) or form.get("by") == "key",
        )
        return MESSAGES

    async def _posted(self, request: Request, name: str, act: Any) -> Response:
        form = await form_of(request)
        if not self._frame.lets_post(request, form):
            return self._frame.locked(403)
        try:
            return RedirectResponse(await run_in_threadpool(act, request, form), 303)
        except OwntextsError as error:
            kept = {key: value for key, value in form.items() if key not in {"password", "secret", "csrf"}}
            facts = self._empty() | {"typed": kept, "finding": error.finding}
            return await run_in_threadpool(self._page, request, name, facts, 422)

    def _empty(self) -> dict[str, Any]:
        return {"typed": {}, "own_hub": self._accounts.own_hub(), "device": self._accounts.device_name()}

    def _page(self, request: Request, name: str, facts: Mapping[str, Any], code: int = 200) -> Response:
        nothing: dict[str, Any] = {"finding": None, "wrong": False}
        return self._frame.bare(
            request, f"welcome/{name}.html", lambda: nothing | {"csrf": self._frame.csrf(request)} | dict(facts), code
        )


def written_down(key: Key) -> str:
    """What the sheet's QR says; the form for joining reads it."""
    return f"Owntexts\nhub {key.hub}\naccount {key.account}\nrecovery key {key.written}"


def _session(request: Request) -> str:
    return request.cookies.get(COOKIE, "")


def _hub(told: str) -> str:
    """The address or link that stands in what was pasted."""
    found = _LINK.search(told)
    return found[0] if found else told.strip()

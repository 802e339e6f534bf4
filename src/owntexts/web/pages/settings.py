"""The settings: what there is to settle, and how this device syncs."""

import time
from collections.abc import Mapping
from typing import Any, Final, Literal, NamedTuple

from starlette.requests import Request
from starlette.routing import Route

from owntexts.errors import WrongUsage
from owntexts.explain import Finding
from owntexts.web import choices, sheet
from owntexts.web.forms import Form
from owntexts.web.frame import Frame
from owntexts.web.needs.shelf import Shelf
from owntexts.web.numbers import number_of
from owntexts.web.pages.settled import Deed, Settled, Shown
from owntexts.web.sessions import Sessions
from owntexts.web.sheet import Outcome

SYNC: Final = "/settings/sync"
LONGEST_HOURS: Final = 24 * 7


class Wrong(NamedTuple):
    """A value that makes no sense, and why."""

    key: str
    value: str
    finding: Finding


class Settings:
    """The first page of the settings, and the one of this device's sync."""

    def __init__(self, frame: Frame, shelf: Shelf, sessions: Sessions) -> None:
        self._shelf = shelf
        self._sessions = sessions
        self._first = Settled(frame, "first", self._overview)
        self._sync = Settled(frame, "sync", self._syncing)

    def routes(self) -> list[Route]:
        deeds: dict[str, Deed] = {
            "limit": self._limit,
            "reset": self._reset,
            "switch": self._switch,
            "pause": self._pause,
            "resume": self._resume,
            "now": self._now,
        }
        return [
            Route("/settings", self._first.page),
            Route(SYNC, self._sync.page),
            *(Route(f"{SYNC}/{name}", self._sync.does(deed), methods=["POST"]) for name, deed in deeds.items()),
        ]

    def _overview(self, _request: Request) -> Mapping[str, Any]:
        return {
            "account": self._shelf.accounts.account(),
            "sources": len(self._shelf.sources.listed()),
            "browsers": len(self._sessions.listed()),
            "version": self._shelf.looking.versions(online=False),
        }

    def _syncing(self, _request: Request) -> Mapping[str, Any]:
        settings = self._shelf.limits.settings()
        return {
            "groups": choices.grouped(settings),
            "preset": choices.preset(settings),
            "presets": choices.PRESETS,
            "wrong": None,
        }

    def _limit(self, _request: Request, form: Form) -> str | Shown:
        """What makes no sense is told where it was typed."""
        key, value = form.get("key", ""), form.get("value", "").strip()
        try:
            self._shelf.limits.change(key, value)
        except WrongUsage as error:
            return Shown({"wrong": Wrong(key, value, error.finding)}, 422)
        return _at(key)

    def _reset(self, _request: Request, form: Form) -> str:
        key = form.get("key", "")
        self._shelf.limits.reset(key)
        return _at(key)

    def _switch(self, _request: Request, form: Form) -> str:
        wanted = form.get("value", "")
        self._shelf.limits.switch(on=wanted == "on", download=wanted == "download")
        return SYNC

    def _pause(self, _request: Request, form: Form) -> str:
        self._shelf.limits.pause(_until(form.get("value", "")))
        return SYNC

    def _resume(self, _request: Request, _form: Form) -> str:
        self._shelf.limits.resume()
        return SYNC

    def _now(self, _request: Request, _form: Form) -> Outcome:
        before = self._shelf.standing.why()
        return sheet.of_sync(self._shelf.standing.sync_now(), before)


def _at(key: str) -> str:
    return f"{SYNC}#of-{key}"


def _until(hours: str) -> int | Literal["always"]:
    """The end of a pause of so many hours (UTC ms); 'always' for none."""
    lasts = number_of(hours, 0, LONGEST_HOURS)
    return round(time.time() + lasts * 3600) * 1000 if lasts else "always"

"""Who looks at a page: the time zone and the locale of their browser, for as long as one request takes."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime, tzinfo
from functools import lru_cache
from typing import Final
from urllib.parse import unquote
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from babel import Locale, UnknownLocaleError
from babel.core import get_global
from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

ZONE_COOKIE: Final = "owntexts_zone"
LANGUAGE: Final = "en"
WORLD: Final = "001"
EUROPE: Final = "150"
"""The regions of CLDR whose English has a clock of 12 and of 24 hours."""
LONGEST: Final = 64


@dataclass(frozen=True)
class Visitor:
    """`zone` None is this device's own; `locale` is English as it is written where the visitor lives."""

    zone: tzinfo | None
    locale: Locale

    def local(self, at: datetime) -> datetime:
        """A moment by this visitor's clock."""
        return at.astimezone(self.zone)


NOBODY: Final = Visitor(None, Locale(LANGUAGE, EUROPE))
_VISITOR: Final = ContextVar("visitor", default=NOBODY)


def visitor() -> Visitor:
    """Whoever asked for what is being rendered."""
    return _VISITOR.get()


@contextmanager
def visited_by(someone: Visitor) -> Iterator[None]:
    """Everything within is rendered for them."""
    token = _VISITOR.set(someone)
    try:
        yield
    finally:
        _VISITOR.reset(token)


class Visiting:
    """Notes for each request who asks."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        with visited_by(_of(Request(scope))):
            await self._app(scope, receive, send)


def _of(request: Request) -> Visitor:
    zone, accepted = unquote(request.cookies.get(ZONE_COOKIE, "")), request.headers.get("accept-language", "")
    return Visitor(_zone(zone), _locale(accepted))


@lru_cache(maxsize=256)
def _zone(name: str) -> tzinfo | None:
    try:
        return ZoneInfo(name) if 0 < len(name) <= LONGEST else None
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None


@lru_cache(maxsize=256)
def _locale(accepted: str) -> Locale:
    """English, with the clock and the order of dates of the first region that the browser names or implies."""
    wanted = accepted[:LONGEST].partition(",")[0].partition(";")[0].strip().replace("-", "_")
    try:
        told = Locale.parse(wanted)
        region = told.territory or Locale.parse(get_global("likely_subtags")[told.language]).territory
    except (KeyError, TypeError, ValueError, UnknownLocaleError):
        return NOBODY.locale
    try:
        return Locale(LANGUAGE, region)
    except UnknownLocaleError:
        return Locale(LANGUAGE, WORLD if "a" in told.time_formats["short"].pattern else EUROPE)

"""What stands before every page: the host check, the login, and headers that keep the page to itself."""

from collections.abc import Callable, Collection
from typing import Final
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

HEADERS: Final = {
    "content-security-policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; media-src 'self'; "
        "connect-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "referrer-policy": "same-origin",  # with "no-referrer", browsers send forms without their origin
    "x-content-type-options": "nosniff",
    "cache-control": "no-store",
}
READING: Final = frozenset({"GET", "HEAD"})
SAME: Final = "same-origin"
OWN: Final = frozenset({SAME, "none"})
"""Who asks, as browsers tell: a page of this origin, or the person themselves; another port is another origin."""


class Guard:
    """Refuses other hosts (a page elsewhere that resolves its name to us) and other origins, and adds the headers."""

    def __init__(self, app: ASGIApp, hosts: Callable[[], Collection[str]]) -> None:
        self._app = app
        self._hosts = hosts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        refusal = self._refusal(scope["method"], Headers(scope=scope))
        await (refusal or self._app)(scope, receive, _with_headers(send))

    def _refusal(self, method: str, headers: Headers) -> PlainTextResponse | None:
        if headers.get("host", "") not in self._hosts():
            return PlainTextResponse("This address is not one of this device's own.", 421)
        origin = headers.get("origin")
        if method not in READING and (origin is None or urlsplit(origin).netloc not in self._hosts()):
            return PlainTextResponse("This request came from another site.", 403)
        if headers.get("sec-fetch-site", SAME) not in OWN and not _follows_a_link(headers):
            return PlainTextResponse("This request came from another site.", 403)
        return None


def _follows_a_link(headers: Headers) -> bool:
    """A link elsewhere may lead to a page, which then fills the window by itself."""
    return (headers.get("sec-fetch-mode"), headers.get("sec-fetch-dest")) == ("navigate", "document")


def _with_headers(send: Send) -> Send:
    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in HEADERS.items():
                headers.setdefault(name, value)
        await send(message)

    return sending

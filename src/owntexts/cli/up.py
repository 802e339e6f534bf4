"""`owntexts up`: hub (if none is configured), agent and page in one process."""

import subprocess
import sys
from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING, Final, NamedTuple

from owntexts.agent import imports, sources
from owntexts.agent.home import Home, open_home
from owntexts.cli.browsing import has_desktop, leading_to
from owntexts.cli.flags import Json
from owntexts.cli.listening import place_to_listen
from owntexts.cli.output import show
from owntexts.cli.progress import bar

if TYPE_CHECKING:
    from owntexts.agent.up import Started

LOOPBACK: Final = "127.0.0.1"
PORT: Final = 8944
PAGE: Final = f"{LOOPBACK}:{PORT}"


def up(
    *,
    demo: bool = False,
    listen: str = PAGE,
    tls: str | None = None,
    behind_proxy: bool = False,
    public_url: str | None = None,
    browser: bool = True,
    json: Json = False,
) -> None:
    """Run hub (if this device has none yet), agent and page in one process, until you end it.

    It prints an address that opens the page once; on a desktop the page opens by itself. Where --listen names more than
    this machine, other screens may come in: over TLS, and the page shows a QR for them.

    For example:
        owntexts up
        owntexts up --demo
        owntexts up --listen 0.0.0.0:8945
        owntexts up --listen 127.0.0.1:8945 --behind-proxy --public-url https://texts.example.org

    Parameters
    ----------
    demo
        Show made-up messages in a home of their own; yours is not touched.
    listen
        Where the page listens, as HOST:PORT; port 0 takes a free one. For this device itself it is on 127.0.0.1 always.
    tls
        For other screens: auto (a certificate is made, which phones can be told to trust), or CERT,KEY (two PEM files).
    behind_proxy
        A proxy stands before the place to listen and does TLS; --public-url is its address.
    public_url
        The address by which other screens reach the page through the proxy.
    browser
        Open the page by itself, where a person sits before the screen.
    """
    asked = Asked(*place_to_listen(listen, PAGE), tls, behind_proxy, public_url)
    opens = browser and not json and sys.stdout.isatty() and has_desktop()
    with open_home() as own:
        if not demo:
            _run(own, asked, opens=opens, json=json)
            return
        folder = own.path / "demo"
    with open_home(folder) as home:
        _fill(home)
        _run(home, asked, opens=opens, json=json)


class Asked(NamedTuple):
    """Where to listen, and how that is to be kept private."""

    host: str
    port: int
    tls: str | None
    behind_proxy: bool
    public_url: str | None


def _run(home: Home, asked: Asked, *, opens: bool, json: bool) -> None:
    from owntexts.agent import up as use_case  # noqa: PLC0415 - servers and pages, which its help page does without
    from owntexts.cli import serve  # noqa: PLC0415 - as above
    from owntexts.cli.abroad import abroad_of  # noqa: PLC0415 - as above

    abroad = abroad_of(home.path, asked)
    place = (asked.host, asked.port) if abroad is None else (LOOPBACK, _beside(asked.port))

    with leading_to(home.path) as leading:

        def told(started: "Started") -> None:
            show(started, lambda: _in_words(started), json=json)
            sys.stdout.flush()
            if opens:
                leading.open(started.page)

        use_case.run(home, place, partial(serve.page, home), told, abroad)


def _beside(port: int) -> int:
    """The port on loopback, where other screens come in by another one."""
    return port and (PORT if port != PORT else PORT + 1)


def _in_words(started: "Started") -> Iterator[str]:
    yield f"Open  {started.page}"
    yield "      (this link works once, within ten minutes)"
    if started.network:
        yield f"Phone {started.network}"
        yield "      (the page shows a QR for it, under Settings, Read on your phone)"
    if started.hub:
        yield f"Hub   {started.hub}"
    if started.account:
        yield f"      account {started.account}"
    elif started.hub:
        yield "      no account yet: the page helps to create or join one"
    yield "Press Ctrl-C to end."


def _fill(home: Home) -> None:
    """Made-up messages, written by a process of their own: what ships never imports its test builders."""
    store = home.path / "demo-store" / "chat.db"
    if store.exists():
        return
    store.parent.mkdir(mode=0o700, exist_ok=True)
    subprocess.run((sys.executable, "-m", "owntexts.testing", "demo", str(store)), check=True)  # noqa: S603 - our own module
    sources.add(home, store)
    with bar("Reading the demo messages") as progress:
        imports.import_sources(home, progress=progress)

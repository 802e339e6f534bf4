"""`owntexts up`: hub (if none is configured), agent and page in one process."""

import subprocess
import sys
from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING, Final

from owntexts.agent import imports, sources
from owntexts.agent.home import Home, open_home
from owntexts.cli.browsing import has_desktop, leading_to
from owntexts.cli.flags import Json
from owntexts.cli.listening import place_to_listen
from owntexts.cli.output import show
from owntexts.cli.progress import bar

if TYPE_CHECKING:
    from owntexts.agent.up import Started

PAGE: Final = "127.0.0.1:8944"


def up(*, demo: bool = False, listen: str = PAGE, browser: bool = True, json: Json = False) -> None:
    """Run hub (if this device has none yet), agent and page in one process, until you end it.

    It prints an address that opens the page once; on a desktop the page opens by itself.

    For example:
        owntexts up
        owntexts up --demo

    Parameters
    ----------
    demo
        Show made-up messages in a home of their own; yours is not touched.
    listen
        Where the page listens, as HOST:PORT of this machine; port 0 takes a free one.
    browser
        Open the page by itself, where a person sits before the screen.
    """
    place, opens = place_to_listen(listen, PAGE), browser and not json and sys.stdout.isatty() and has_desktop()
    with open_home() as own:
        if not demo:
            _run(own, place, opens=opens, json=json)
            return
        folder = own.path / "demo"
    with open_home(folder) as home:
        _fill(home)
        _run(home, place, opens=opens, json=json)


def _run(home: Home, place: tuple[str, int], *, opens: bool, json: bool) -> None:
    from owntexts.agent import up as use_case  # noqa: PLC0415 - servers and pages, which its help page does without
    from owntexts.cli import serve  # noqa: PLC0415 - as above

    with leading_to(home.path) as leading:

        def told(started: "Started") -> None:
            show(started, lambda: _in_words(started), json=json)
            sys.stdout.flush()
            if opens:
                leading.open(started.page)

        use_case.run(home, place, partial(serve.page, home), told)


def _in_words(started: "Started") -> Iterator[str]:
    yield f"Open  {started.page}"
    yield "      (this link works once, within ten minutes)"
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

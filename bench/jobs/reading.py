"""The pages as a browser on this machine asks for them: how long each takes, over a real `owntexts up`.

Where there is a Chromium, also when a conversation is first seen in it.
"""

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import httpx2
import psutil

from bench import places
from bench.figures import Figure, plain
from bench.jobs.painting import first_paints
from bench.timing import percentile, taken

UP = (sys.executable, "-m", "owntexts", "up", "--listen", "127.0.0.1:0", "--json")
QUERIES = ("telescope", "greenh*", "watermelon tonight", "ok", "from:me umbrella", "before:2025-01-01 lunchtime")
REPEATS = 10
GOAL_MS = 60
PAINT_GOAL_MS = 300


class Page(NamedTuple):
    """Pages of one kind, by their addresses."""

    name: str
    paths: list[str]


def read(folder: Path, messages: int, rounds: int) -> tuple[Figure, ...]:
    with places.home(folder / "home") as home:
        places.imported(home, places.store(folder, messages))
    with _served(folder / "home") as (browser, server):
        pages = list(_pages(browser))
        _times(browser, pages[0].paths)
        served = [figure for page in pages for figure in _figures(browser, server, page, rounds)]
        painted = first_paints(str(browser.base_url).rstrip("/"), dict(browser.cookies), pages[1].paths * rounds)
    return (*served, *_painting(painted))


def _painting(times: Sequence[float]) -> Iterator[Figure]:
    for percent in (50, 95) if times else ():
        yield plain(f"first paint of a conversation, p{percent}", percentile(times, percent), "ms", goal=PAINT_GOAL_MS)


def _figures(browser: httpx2.Client, server: psutil.Process, page: Page, rounds: int) -> Iterator[Figure]:
    """On the clock, which other work on the machine lengthens; and by the server's own processor time."""
    before = _worked(server)
    times = _times(browser, page.paths * rounds)
    worked = _worked(server) - before
    yield plain(f"{page.name}, p95", percentile(times, 95) * 1000, "ms", goal=GOAL_MS)
    yield plain(f"{page.name}, processor time", worked / len(times) * 1000, "ms")


def _worked(server: psutil.Process) -> float:
    """Seconds of the processor so far."""
    times = server.cpu_times()
    return float(times.user + times.system)


def _pages(browser: httpx2.Client) -> Iterator[Page]:
    yield Page("conversations", ["/"])
    threads = re.findall(r'href="(/c/[0-9a-f]{32})"', browser.get("/").text)[:10]
    yield Page("newest of a conversation", threads)
    earlier = [re.search(r'href="(/c/[0-9a-f]{32}\?before=[0-9a-f]+)', browser.get(each).text) for each in threads]
    yield Page("earlier in a conversation", [found[1] for found in earlier if found])
    yield Page("search", [str(httpx2.URL("/search", params={"q": query})) for query in QUERIES])
    yield Page("history", ["/settings/history?days=28"])


def _times(browser: httpx2.Client, paths: list[str]) -> list[float]:
    """Seconds of each page, asked for again and again."""
    return [taken(lambda path=path: _asked(browser, path)).wall for path in paths * REPEATS]  # type: ignore[misc]


def _asked(browser: httpx2.Client, path: str) -> None:
    browser.get(path).raise_for_status()


@contextmanager
def _served(home: Path) -> Iterator[tuple[httpx2.Client, psutil.Process]]:
    """A browser that is signed in to the pages of a home, and the process that serves them."""
    environment = {**os.environ, "OWNTEXTS_HOME": str(home)}
    with subprocess.Popen(UP, env=environment, stdout=subprocess.PIPE) as process:
        try:
            link = json.loads(process.stdout.readline() if process.stdout else b"{}")["page"]
            with httpx2.Client(base_url=link.partition("/open")[0], timeout=60) as browser:
                browser.get(link).raise_for_status()
                yield browser, psutil.Process(process.pid)
        finally:
            process.terminate()

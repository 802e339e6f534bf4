"""When a page is first seen: from asking for it to the first paint with content in it, by the browser's own word."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from owntexts.testing import chromium

PHONE: Final = {"width": 390, "height": 844}
FIRST_PAINT: Final = """() => new Promise((told) => {
    new PerformanceObserver((list) => {
        for (const each of list.getEntriesByName("first-contentful-paint")) told(each.startTime);
    }).observe({ type: "paint", buffered: true });
})"""


def first_paints(address: str, cookies: Mapping[str, str], paths: Sequence[str]) -> list[float]:
    """Milliseconds for each of these pages, each in a browser that has nothing of them; none without Chromium."""
    program = chromium.found()
    if program is None:
        return []
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 - only this job needs it

    with sync_playwright() as player:
        browser = player.chromium.launch(executable_path=program, args=["--no-sandbox", "--disable-gpu"])
        kept = [{"name": name, "value": value, "url": address} for name, value in cookies.items()]
        return [_first_paint(browser, kept, address + path) for path in paths]


def _first_paint(browser: Any, cookies: list[dict[str, str]], url: str) -> float:
    context = browser.new_context(viewport=PHONE)
    context.add_cookies(cookies)
    page = context.new_page()
    page.goto(url)
    told = float(page.evaluate(FIRST_PAINT))
    context.close()
    return told

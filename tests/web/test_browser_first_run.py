"""From an empty home to the conversations, in a real browser on a phone's screen; without scripts too."""

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.end_to_end.world import PASSWORD, World
from tests.web.browsing import PHONE, Desk, Served, Tab

from owntexts.testing.apple import build_chat_db


@pytest.fixture
def empty(browser: Any, tmp_path: Path) -> Iterator[tuple[Desk, str]]:
    """A device with nothing, and the one-time address that opens its pages."""
    world = World(tmp_path)
    served = Served(world, world.device("new"))
    try:
        yield Desk(browser, served), served.up()
    finally:
        world.end()


def key_of(tab: Tab) -> list[str]:
    return [each.split("\n")[-1] for each in tab.page.locator(".key li").all_inner_texts()]


def show_to_have_kept(tab: Tab) -> None:
    key = key_of(tab)
    for label in tab.page.locator(".pair label").all():
        number = int(label.inner_text().split()[-1])
        label.locator("input").fill(key[number - 1].lower())
    tab.page.get_by_role("button", name="I have kept it").click()
    tab.page.wait_for_url("**/welcome/messages")


def test_from_nothing_to_reading(empty: tuple[Desk, str], tmp_path: Path) -> None:
    desk, link = empty
    store = tmp_path / "chat.db"
    build_chat_db(store, messages=20_000, conversations=30)
    with desk.tab(PHONE) as tab:
        tab.page.goto(link)
        tab.page.wait_for_url("**/welcome")
        tab.page.get_by_role("link", name="Create my cloud").click()
        tab.page.fill("[name=name]", "ada")
        tab.page.locator("[name=password]").press_sequentially("nine geese", delay=5)
        tab.comes(tab.page.locator("#strength"), "guess")
        tab.page.fill("[name=password]", PASSWORD)
        tab.comes(tab.page.locator("#strength"), "nobody will guess it")
        tab.page.get_by_role("button", name="Create", exact=True).click()
        tab.page.wait_for_url("**/welcome/key")
        with tab.page.context.expect_page() as opened:
            tab.page.get_by_role("link", name="Print the emergency sheet").click()
        assert opened.value.locator("svg.qr path").count()
        assert key_of(tab)[0] in opened.value.locator("main").inner_text()
        opened.value.close()
        show_to_have_kept(tab)
        _send_with_a_break(tab, store)
        tab.comes(tab.page.locator("#being-read"), "20,000 messages added")
        tab.page.get_by_role("link", name="Show my messages").click()
        tab.page.locator("a.conversation").first.click()
        tab.page.wait_for_selector("#rows > .row")
        tab.shows("Up to date")
    assert desk.device.ask("status")["messages"] > 18_000
    assert list((desk.device.home / "received").iterdir()) == []
    assert desk.device.ask("source", "list") == []


def _send_with_a_break(tab: Tab, store: Path) -> None:
    """The connection breaks once; a moment later it goes on where it was."""
    broken: list[str] = []

    def handle(route: Any) -> None:
        if route.request.method == "PUT" and not broken:
            broken.append(route.request.url)
            route.abort("connectionreset")
        else:
            route.continue_()

    tab.page.route("**/uploads/*", handle)
    tab.page.set_input_files("input[type=file]", store)
    tab.page.wait_for_selector("#being-read article")
    assert broken
    tab.complaints.clear()


def test_joining_with_what_the_emergency_sheet_says_and_without_scripts(
    empty: tuple[Desk, str], served: Served
) -> None:
    desk, link = empty
    with desk.tab(PHONE, java_script_enabled=False) as tab:
        tab.page.goto(link)
        tab.page.wait_for_url("**/welcome")
        tab.page.get_by_role("link", name="Join my cloud").click()
        tab.page.fill("[name=hub]", f"Owntexts\nhub {served.hub}\naccount ada")
        tab.page.fill("[name=secret]", "wrong")
        tab.page.get_by_role("button", name="Join", exact=True).click()
        tab.comes(tab.page.locator(".told-off"), "password")
        assert served.hub in tab.page.input_value("[name=hub]")
        tab.page.fill("[name=secret]", PASSWORD)
        tab.page.get_by_role("button", name="Join", exact=True).click()
        tab.page.wait_for_url("**/welcome/messages")
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            tab.go("/")
            if tab.page.locator("a.conversation", has_text="Lindqvists").count():
                break
            tab.page.wait_for_timeout(300)
        assert tab.page.locator("a.conversation", has_text="Lindqvists").count()

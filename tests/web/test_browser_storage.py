"""Storage in a real browser, on a real device: looked at, deleted, recovered, purged; and a full hub that is freed."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random

import pytest
from tests.end_to_end.world import wait_until
from tests.web import pictured
from tests.web.browsing import DESK, PHONE, TABLET, Desk, Tab, grave

from owntexts.testing.life import File, Person, Talk

PAGES = ("/settings/storage", "/settings/storage/review", "/settings/deleted")

MIB = 1 << 20
BEN = Talk((Person("Ben", "+14155550188"),), "Ben of the mill")
CARL = Talk((Person("Carl", "+14155550177"),), "Carl of the lock")


@contextmanager
def full_hub(tab: Tab, room: int) -> Iterator[None]:
    """The hub gives the account what it uses and so many bytes more; as much as before in the end."""
    data = ("--data", str(tab.device.home / "hub"))
    operate = tab.desk.served.world.operate
    [account] = operate("hub", "accounts", *data).said
    operate("hub", "quota", "ada", str(account["used"] + room), *data)
    yield
    operate("hub", "quota", "ada", str(account["quota"]), *data)


def sent(tab: Tab, store: Path, talk: Talk, name: str, seed: int) -> None:
    """A message with a file of so many MiB as `seed` says comes in."""
    noise = Random(seed).randbytes(seed * MIB)  # noqa: S311 - nothing here is secret
    pictured.write(store, talk, [File(name, "application/zip", noise)], seed=seed)
    tab.device.add(store)


def waiting(tab: Tab) -> int:
    return int(tab.device.ask("status")["attachments"]["waiting"])


def test_a_full_hub_is_told_looked_at_and_freed_and_what_waited_goes_on_by_itself(tab: Tab, tmp_path: Path) -> None:
    sent(tab, tmp_path / "ben" / "chat.db", BEN, "mill.zip", seed=3)
    tab.device.sync()
    with full_hub(tab, MIB):
        sent(tab, tmp_path / "carl" / "chat.db", CARL, "lock.zip", seed=2)
        tab.shows("Your room on the hub is full")
        assert waiting(tab) == 1
        tab.open_sheet()
        tab.page.get_by_role("link", name="Make room").click()
        tab.page.locator(".picks", has_text="mill.zip").get_by_role("checkbox").check()
        tab.page.locator(".picked > summary", has_text="Delete 1 message, 3.1 MB").click()
        tab.page.get_by_role("button", name="Yes: delete 1 message, 3.1 MB").click()
        tab.comes(tab.page.locator(".said"), "1 message is in Recently Deleted.")
        tab.page.locator(".settings").get_by_role("link", name="Recently Deleted").click()
        row = tab.page.locator(".device", has_text="mill.zip")
        row.locator(".ask > summary").click()
        row.get_by_role("button", name="Yes: purge").click()
        tab.comes(tab.page.locator(".said"), "1 message is gone for ever, and 3.1 MB freed on the hub.")
        tab.shows("Up to date")
        wait_until(lambda: waiting(tab) == 0, "what waited is sent")


def test_a_message_goes_to_recently_deleted_comes_back_and_goes_for_ever(tab: Tab) -> None:
    tab.page.locator("a.conversation", has_text="Zoë of the harbour").first.click()
    tab.go(str(tab.page.locator(".message", has_text="The geese").locator(".when").get_attribute("href")))
    own = tab.page.url
    tab.page.get_by_role("button", name="Delete it").click()
    tab.comes(tab.page.locator(".about"), "Recover it")
    tab.go("/settings/deleted")
    row = tab.page.locator(".device", has_text="geese.heic")
    row.get_by_role("button", name="Recover").click()
    tab.page.wait_for_function("!document.body.innerText.includes('geese.heic')")
    tab.page.goto(own)
    tab.page.get_by_role("button", name="Delete it").click()
    tab.page.locator(".ask > summary", has_text="Purge it").click()
    tab.page.get_by_role("button", name="Yes: purge it").click()
    tab.comes(tab.page.locator(".said"), "1 message is gone for ever, and")
    tab.comes(tab.page.locator(".said"), "freed on the hub.")
    tab.page.goto(own)
    tab.comes(tab.page.locator("main"), "no message")
    tab.complaints.clear()  # the browser tells of the 404


def test_storage_tells_what_the_command_line_tells(tab: Tab) -> None:
    told = tab.device.ask("storage")
    tab.go("/settings/storage")
    assert tab.page.locator("#by + ul > li").count() == len(told["conversations"])
    assert tab.page.locator("#largest + ul > li").count() == len(told["largest"])


def test_the_pages_of_storage_fit_and_are_no_trouble_to_those_who_do_not_see(desk: Desk) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe-core is not installed").Axe()
    for size, scheme in ((PHONE, "light"), (TABLET, "light"), (DESK, "dark")):
        with desk.tab(size, color_scheme=scheme, bypass_csp=True) as tab:
            for path in PAGES:
                tab.go(path)
                assert tab.fits(), path
                assert grave(axe, tab) == [], path

"""Storage in a real browser, on a real device: looked at, deleted, recovered, purged; and a full hub that is freed."""

import pytest
from tests.web.browsing import DESK, PHONE, TABLET, Desk, Tab, grave

PAGES = ("/settings/storage", "/settings/storage/review", "/settings/deleted")


def test_a_message_goes_to_recently_deleted_comes_back_and_goes_for_ever(tab: Tab) -> None:
    tab.page.locator("a.conversation", has_text="Zoë of the harbour").first.click()
    tab.page.locator(".message", has_text="The geese").locator(".when").click(force=True)
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

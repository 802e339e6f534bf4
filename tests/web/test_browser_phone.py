"""A phone on the real page: through TLS, by a one-time link and by the password, and signed out from the device."""

import ssl
from collections.abc import Iterator
from typing import Any

import httpx2
import pytest
from tests.end_to_end.world import PASSWORD, World
from tests.web.browsing import DESK, PHONE, Desk, Served, Tab, grave

from owntexts.testing.apple import build_chat_db


@pytest.fixture(scope="module")
def reached(browser: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """A device that other screens may reach; here they do so over loopback."""
    folder = tmp_path_factory.mktemp("reached")
    world = World(folder)
    served = Served(world, world.device("desk"))
    store = folder / "chat.db"
    build_chat_db(store, messages=200, conversations=3)
    served.device.add(store)
    try:
        link = served.up("--tls", "auto")
        served.device.create(served.hub)
        served.sign_in(link)
        yield Desk(browser, served)
    finally:
        world.end()


def link_on(device: Tab) -> str:
    device.go("/settings/phone")
    device.page.get_by_role("button", name="Show the QR").click()
    device.page.locator("svg.qr").wait_for()
    return str(device.page.locator(".scanning code").inner_text())


def test_a_phone_reads_by_a_link_that_works_once_and_by_the_password_and_is_signed_out_from_the_device(
    reached: Desk,
) -> None:
    no_cookies: Any = {"storage_state": {"cookies": [], "origins": []}, "ignore_https_errors": True}
    with reached.tab(DESK) as device, reached.tab(PHONE, **no_cookies) as phone:
        link = link_on(device)
        assert link.startswith(reached.served.network)
        phone.page.goto(link)
        phone.page.wait_for_url(f"{reached.served.network}/")
        assert phone.page.locator("a.conversation").count()
        phone.page.locator("a.conversation").first.click()
        assert phone.page.locator(".row .message").count()
        assert phone.fits()
        phone.page.goto(f"{reached.served.network}/settings/phone")
        assert phone.page.get_by_role("button", name="Show the QR").count() == 0

        device.go("/settings/privacy")
        listed = device.page.locator(".device", has_text="From the network")
        listed.get_by_role("button", name="Sign out").click()
        phone.comes(phone.page.locator("h1"), "Owntexts is locked")
        phone.page.goto(link)
        phone.comes(phone.page.locator("h1"), "Owntexts is locked")

        phone.page.get_by_label("Password or recovery key").fill("wrong")
        phone.page.get_by_role("button", name="Open").click()
        phone.comes(phone.page.locator(".told-off"), "This opens nothing")
        phone.page.get_by_label("Password or recovery key").fill(PASSWORD)
        phone.page.get_by_role("button", name="Open").click()
        phone.page.wait_for_url(f"{reached.served.network}/")
        phone.complaints.clear()  # htmx tells of the 401 that closed it


def test_pages_for_a_phone_are_no_trouble_to_those_who_do_not_see(reached: Desk) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe-core is not installed").Axe()
    with reached.tab(PHONE, bypass_csp=True) as tab:
        link_on(tab)
        assert tab.fits()
        assert grave(axe, tab) == []
        tab.go("/help/trust")
        assert tab.fits()
        assert grave(axe, tab) == []
        tab.page.context.clear_cookies()
        tab.go("/")
        tab.comes(tab.page.locator("h1"), "Owntexts is locked")
        assert grave(axe, tab) == []


def test_whoever_trusts_the_certificate_is_not_warned(reached: Desk) -> None:
    home = reached.served.device.home
    with pytest.raises(httpx2.ConnectError), httpx2.Client() as stranger:
        stranger.get(reached.served.network)
    trusting = ssl.create_default_context(cafile=home / "tls" / "root.pem")
    with httpx2.Client(verify=trusting) as friend:
        assert friend.get(reached.served.network).status_code == 401
        assert friend.get(f"{reached.served.network}/owntexts.crt").content == (home / "tls" / "root.pem").read_bytes()
    for each in (home / "tls").iterdir():
        assert each.stat().st_mode & 0o077 == 0

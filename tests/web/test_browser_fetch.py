"""What is only on the hub, fetched in a real browser on a second device."""

from collections.abc import Iterator

import pytest
from tests.web.browsing import Desk, Served
from tests.web.pictured import FILES

BY_NAME = {file.name: file.content for file in FILES}


@pytest.fixture
def second(desk: Desk) -> Iterator[Desk]:
    """A device of the same account that keeps small pictures only; it leaves the account in the end."""
    desk.device.sync()
    device = desk.served.world.device("second")
    device.join(desk.served.hub)
    device.ask("settings", "set", "attachments.keep", "previews")
    device.sync()
    served = Served(desk.served.world, device)
    served.sign_in(served.up())
    yield Desk(desk.browser, served)
    device.end_agent()
    device.ask("account", "leave", "--keep")


def test_a_photo_that_is_only_on_the_hub_comes_to_its_page(second: Desk) -> None:
    with second.tab() as tab:
        tab.page.locator("a.conversation", has_text="Zoë of the harbour").first.click()
        tab.comes(tab.page.locator("a.shot").first, "on the hub, not on this device")
        tab.page.locator("a.shot").first.click()
        tab.page.locator(".lightbox").get_by_text("More").click()
        tab.comes(tab.page.locator("h1"), "harbour.jpg")
        tab.page.get_by_role("button", name="Fetch it").click()
        tab.comes(tab.page.locator(".exhibit"), "Save it")
        tab.page.wait_for_function("() => document.querySelector('.exhibit img')?.naturalWidth === 1200")
        with tab.page.expect_download() as saved:
            tab.page.get_by_role("link", name="Save it").click()
        assert saved.value.path().read_bytes() == BY_NAME["harbour.jpg"]

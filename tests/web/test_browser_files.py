"""Photos, videos and files in a real browser, on a real device: they open, play, and do no harm."""

import pytest
from tests.end_to_end.world import wait_until
from tests.web.browsing import DESK, PHONE, TABLET, Desk, Tab, grave
from tests.web.pictured import FILES

from owntexts.testing.media import HAS_AV

BY_NAME = {file.name: file.content for file in FILES}
LARGE = ".lightbox figure img"


def opened(tab: Tab) -> None:
    tab.page.locator("a.conversation", has_text="Zoë of the harbour").first.click()
    tab.page.wait_for_selector("a.shot")


def is_shown(tab: Tab, place: str, width: int = 1) -> None:
    """Comes back once a picture is there and could be decoded, and is at least as wide as that."""
    tab.page.wait_for_function(
        "([place, width]) => document.querySelector(place)?.naturalWidth >= width", arg=[place, width]
    )


def test_a_photo_opens_in_the_window_and_the_keys_lead_on_and_back(tab: Tab) -> None:
    opened(tab)
    is_shown(tab, "a.shot img")
    first = tab.page.locator("a.shot").first
    first.focus()
    tab.page.keyboard.press("Enter")
    is_shown(tab, LARGE, 1200)
    tab.page.keyboard.press("ArrowRight")
    tab.comes(tab.page.locator(".lightbox bdi"), "geese.heic")
    is_shown(tab, LARGE, 640)
    tab.page.keyboard.press("ArrowLeft")
    tab.comes(tab.page.locator(".lightbox bdi"), "harbour.jpg")
    tab.page.keyboard.press("Escape")
    tab.page.wait_for_selector(".lightbox", state="hidden")
    assert "/c/" in tab.page.url, "Escape closes the photo and nothing else"
    assert first.evaluate("link => link === document.activeElement")


def test_what_a_browser_cannot_show_is_shown_small_with_words(tab: Tab) -> None:
    opened(tab)
    tab.page.route("**/file", lambda route: route.fulfill(body=b"of no kind", content_type="image/jpeg"))
    tab.page.locator("a.shot").first.click()
    tab.comes(tab.page.locator(".lightbox figure p"), "This browser cannot show the file itself")
    is_shown(tab, LARGE)


def test_without_scripts_a_photo_is_a_link_to_a_page_of_its_own(tab: Tab) -> None:
    with tab.desk.tab(java_script_enabled=False) as plain:
        plain.page.locator("a.conversation", has_text="Zoë of the harbour").first.click()
        plain.page.locator("a.shot").first.click()
        plain.comes(plain.page.locator("h1"), "harbour.jpg")
        wait_until(lambda: plain.page.locator(".exhibit img").bounding_box()["height"] > 100, "the photo")
        with plain.page.expect_download() as saved:
            plain.page.get_by_role("link", name="Save it").click()
        assert saved.value.suggested_filename == "harbour.jpg"
        assert saved.value.path().read_bytes() == BY_NAME["harbour.jpg"]


@pytest.mark.skipif(not HAS_AV, reason="videos and sounds need the extra av to be made")
def test_a_voice_message_plays_and_a_player_may_ask_for_parts(tab: Tab) -> None:
    opened(tab)
    voice = tab.page.locator("audio.voice")
    address = voice.get_attribute("src")
    told = tab.page.evaluate(
        """async (address) => {
            const answer = await fetch(address, { headers: { range: "bytes=4-7" } });
            return [answer.status, answer.headers.get("content-range"), await answer.text()];
        }""",
        address,
    )
    assert told == [206, f"bytes 4-7/{len(BY_NAME['hello.m4a'])}", "ftyp"]


@pytest.mark.parametrize("name", ["drawing.svg", "page.html", "forged.jpg"])
def test_what_could_run_is_saved_and_never_shown(tab: Tab, name: str) -> None:
    opened(tab)
    link = tab.page.locator("a.card", has_text=name)
    address = f"/f/{link.get_attribute('href').rpartition('/')[2]}/file"
    link.click()
    tab.comes(tab.page.locator("h1"), name)
    told = tab.page.evaluate(
        """async (address) => {
            const answer = await fetch(address);
            return ["content-type", "content-disposition", "content-security-policy", "x-content-type-options"].map(
                (name) => answer.headers.get(name));
        }""",
        address,
    )
    assert told[0] == "application/octet-stream"
    assert told[1].startswith("attachment;")
    assert "sandbox" in told[2]
    assert told[3] == "nosniff"
    for tag in ("img", "object", "embed"):
        tab.page.evaluate(
            "([tag, address]) => document.body.append(Object.assign(document.createElement(tag), { src: address }))",
            [tag, address],
        )
    tab.page.wait_for_timeout(200)
    assert tab.page.evaluate("window.harmed === undefined")
    tab.complaints.clear()  # the policy says what it refused


def test_photos_fit_at_any_width_and_are_no_trouble_to_those_who_do_not_see(desk: Desk) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe-core is not installed").Axe()
    for size, scheme in ((PHONE, "light"), (TABLET, "dark"), (DESK, "light")):
        with desk.tab(size, color_scheme=scheme, bypass_csp=True) as tab:
            opened(tab)
            assert tab.fits()
            assert grave(axe, tab) == [], size
            tab.page.locator("a.shot").first.click()
            is_shown(tab, LARGE)
            assert grave(axe, tab) == [], f"lightbox, {size}"
            tab.page.locator(".lightbox bdi").evaluate("name => { name.textContent = 'harbour '.repeat(40); }")
            tab.is_in_sight(tab.page.locator(".lightbox").get_by_text("Close"))
            tab.page.locator(".lightbox").get_by_text("More").click()
            tab.comes(tab.page.locator("h1"), "harbour.jpg")
            assert tab.fits()
            assert grave(axe, tab) == [], f"own page, {size}"

"""Settings and history in a real browser, on a real device: what is chosen holds, what was is told."""

from typing import Any

import pytest
from tests.end_to_end.world import PASSWORD
from tests.web.browsing import DESK, PHONE, TABLET, Desk, Tab, grave

PAGES = (
    "/settings",
    *(
        f"/settings/{name}"
        for name in ("account", "sync", "sources", "duplicates", "privacy", "history?days=28", "about")
    ),
)


def test_a_choice_holds_at_once_and_the_page_stays(tab: Tab) -> None:
    tab.go("/settings/sync")
    tab.mark()
    tab.page.get_by_label("While roaming").first.select_option("allow")
    tab.comes(tab.page.locator("#about-texts\\.roaming"), "Set by you.")
    assert setting(tab, "texts.roaming") == ("allow", "you")
    tab.page.get_by_label("Careful").check()
    tab.comes_to_be(tab.page.locator("#value-texts\\.metered"), "pause")
    assert setting(tab, "preset") == ("careful", "you")
    assert setting(tab, "texts.roaming") == ("allow", "you"), "a preset leaves what the person set"
    tab.page.get_by_role("button", name="Take back: Texts, While roaming").click()
    tab.comes_to_be(tab.page.locator("#value-texts\\.roaming"), "pause")
    assert setting(tab, "texts.roaming") == ("pause", "preset")
    assert tab.is_the_same()
    tab.go("/settings/sync")
    assert tab.page.get_by_label("Careful").is_checked()


def test_a_choice_far_down_keeps_its_place(tab: Tab) -> None:
    tab.go("/settings/sync")
    chosen = tab.page.get_by_label("Pause when it gets", exact=True)
    chosen.scroll_into_view_if_needed()
    before = chosen.bounding_box()["y"]
    chosen.select_option("critical")
    tab.comes(tab.page.locator("#about-heat\\.pause_at"), "Set by you.")
    tab.is_in_sight(chosen)
    assert abs(chosen.bounding_box()["y"] - before) < 2


def test_what_makes_no_sense_is_told_beside_the_form_and_changes_nothing(tab: Tab) -> None:
    tab.go("/settings/sync")
    tab.page.get_by_label("Only within these hours").fill("at night")
    tab.page.keyboard.press("Enter")
    told = tab.page.locator("#of-schedule .told-off")
    tab.comes(told, "'at night' is no schedule")
    tab.comes_to_be(tab.page.get_by_label("Only within these hours"), "at night")
    tab.is_in_sight(told)
    assert setting(tab, "schedule") == ("", "preset")


def test_a_pause_that_was_stands_in_the_history_with_what_ended_it(tab: Tab) -> None:
    tab.go("/settings/sync")
    tab.page.get_by_role("button", name="Pause until I resume").click()
    tab.shows("Syncing paused · Paused by you")
    tab.go("/settings/history")
    tab.comes(tab.page.locator(".log li").first, "still")
    tab.page.wait_for_timeout(1_500)  # what held for less than a second has no bar
    tab.go("/settings/sync")
    tab.page.get_by_role("button", name="Resume").click()
    tab.shows("Up to date")
    tab.go("/settings/history")
    latest = tab.page.locator(".log li").first
    tab.comes(latest, "Paused by you")
    tab.comes(latest, "ended: you resumed")
    tab.comes(tab.page.locator(".bars"), "Paused by you")
    told = tab.device.ask("why", "--history", "7d")
    assert tab.page.locator(".log li").count() == len(told["pauses"])


def test_what_is_sent_and_received_stands_in_the_history(tab: Tab) -> None:
    tab.go("/settings/history")
    tab.comes(tab.page.locator("#used + p"), "in all")
    assert not tab.page.locator("#used + p").inner_text().startswith("0 bytes")


def test_a_session_that_is_ended_elsewhere_closes_its_open_page_by_itself(tab: Tab) -> None:
    served = tab.desk.served
    tab.go("/settings/privacy")
    tab.page.get_by_role("button", name="Let another browser in").click()
    link = tab.page.locator(".said li").inner_text()
    with tab.desk.tab(storage_state={"cookies": [], "origins": []}) as other:
        other.page.goto(link)
        other.page.wait_for_url(f"{served.address}/")
        other.shows("Up to date")
        tab.go("/settings/privacy")
        tab.page.locator(".device", has_not_text="this one").get_by_role("button", name="Sign out").first.click()
        other.comes(other.page.locator("h1"), "Owntexts is locked")
        other.go("/settings")
        other.comes(other.page.locator("h1"), "Owntexts is locked")
        other.complaints.clear()  # htmx tells of the 401 that closed it
    tab.go("/settings")
    tab.comes(tab.page.locator("h1"), "Settings")


def test_the_password_is_proven_on_the_page_and_a_wrong_one_is_told(tab: Tab) -> None:
    tab.go("/settings/account")
    tab.page.get_by_text("See whether mine is right").click()
    tab.page.get_by_label("Password or recovery key").fill("wrong")
    tab.page.get_by_role("button", name="Check").click()
    tab.comes(tab.page.locator(".told-off"), "This opens nothing")
    tab.page.get_by_text("See whether mine is right").click()
    tab.page.get_by_label("Password or recovery key").fill(PASSWORD)
    tab.page.get_by_role("button", name="Check").click()
    tab.comes(tab.page.locator(".said"), "That is your password.")


def test_another_device_is_told_of_as_it_last_stood(tab: Tab) -> None:
    laptop = tab.desk.served.world.device("Ada's laptop")
    laptop.join(tab.desk.served.hub)
    laptop.sync()
    tab.open_sheet()
    tab.mark()
    others = tab.page.locator("#sheet .others")
    tab.comes(others, "Ada's laptop")
    tab.comes(others, "Up to date, as of ")
    laptop.ask("settings", "set", "texts.low_power", "pause")
    (laptop.home / "readings.json").write_text('{"power.low_power_mode": true}')
    laptop.ask("sync", "--now")
    tab.comes(others, "Syncing paused · Low Power Mode, as of ")
    assert tab.is_the_same(), "it came without a reload"
    assert tab.fits()
    tab.go("/settings/account")
    tab.comes(tab.page.locator(".device", has_text="Ada's laptop").locator(".stood"), "Syncing paused · Low Power Mode")
    tab.shows("Up to date")


def test_every_page_of_the_settings_fits_at_any_width_and_twice_the_size(desk: Desk) -> None:
    with desk.tab() as tab:
        for path in PAGES:
            tab.go(path)
            for size in (DESK, TABLET, PHONE):
                tab.page.set_viewport_size(size)
                assert tab.fits(), path
            tab.page.evaluate("document.documentElement.style.fontSize = '200%'")
            assert tab.fits(), f"{path} at 200 %"


def test_the_settings_are_no_trouble_to_those_who_do_not_see(desk: Desk) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe-core is not installed").Axe()
    for size, scheme, most in ((PHONE, "light", None), (DESK, "dark", 3)):
        with desk.tab(size, color_scheme=scheme, bypass_csp=True) as tab:
            for path in PAGES[:most]:
                tab.go(path)
                for more in tab.page.locator("#settled details > summary:visible").all():
                    more.click()
                assert grave(axe, tab) == [], path


def test_without_scripts_a_choice_is_saved_by_its_button(tab: Tab) -> None:
    with tab.desk.tab(java_script_enabled=False) as plain:
        plain.go("/settings/sync")
        row = plain.page.locator("#of-texts\\.low_power")
        row.get_by_role("combobox").select_option("pause")
        row.get_by_role("button", name="Save").click()
        plain.comes(plain.page.locator("#about-texts\\.low_power"), "Set by you.")
    assert setting(tab, "texts.low_power") == ("pause", "you")


def setting(tab: Tab, key: str) -> tuple[str, str]:
    told: dict[str, Any] = tab.device.ask("settings", "get", key)
    return str(told["value"]), str(told["from"])

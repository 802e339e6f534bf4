"""The label of the real `owntexts up`, in a real browser: it comes and goes without a reload."""

import pytest
from tests.web.browsing import DESK, PHONE, Tab


def test_a_pause_appears_and_goes_without_a_reload(tab: Tab) -> None:
    tab.mark()
    tab.device.ask("pause")
    tab.shows("Syncing paused · Paused by you")
    tab.device.ask("resume")
    tab.shows("Up to date")
    assert tab.is_the_same()


def test_a_tap_on_a_fix_ends_the_pause_and_the_sheet_stays_open(tab: Tab) -> None:
    tab.mark()
    tab.device.ask("pause")
    tab.shows("Syncing paused")
    tab.open_sheet()
    tab.page.get_by_role("button", name="Resume").click()
    tab.comes(tab.page.locator("#outcome"), "Done: Resume.")
    tab.shows("Up to date")
    assert tab.page.locator("#label").evaluate("label => label.open")
    assert tab.is_the_same()
    for _ in ("closed", "opened again"):
        tab.open_sheet()
    tab.comes_to_say_nothing(tab.page.locator("#outcome"))
    assert tab.device.state() == "up_to_date"


def test_several_reasons_stand_on_the_sheet_and_sync_now_overrides_the_soft_ones(tab: Tab) -> None:
    tab.reads(
        **{
            "power.battery_percent": 3,
            "power.charging": False,
            "network.kind": "cellular",
            "network.metered": True,
            "network.roaming": True,
        }
    )
    tab.shows("and 1 more")
    tab.open_sheet()
    told = tab.page.locator("#sheet").inner_text()
    for each in ("3 % · limit 5 %", "Roaming", "readings.json", "Plug in the charger", "It goes on in spite of"):
        assert each in told
    tab.page.get_by_role("button", name="Sync now anyway").click()
    tab.comes(tab.page.locator("#outcome"), "In spite of:")
    tab.shows("Syncing paused")
    tab.reads(**{"power.charging": True, "network.kind": "wifi", "network.metered": False, "network.roaming": False})
    tab.shows("Up to date")


def test_a_setting_that_is_tapped_holds_from_then_on(tab: Tab) -> None:
    tab.reads(**{"power.battery_percent": 3, "power.charging": False})
    tab.shows("Syncing paused")
    tab.open_sheet()
    tab.page.locator("#sheet button", has_text="texts").first.click()
    tab.comes(tab.page.locator("#outcome"), "Done: Let texts")
    tab.shows("Up to date")
    listed = {each["key"]: each for each in tab.device.ask("settings", "list")}
    assert listed["texts.min_battery"]["from"] == "you"


def test_the_sheet_is_reached_and_left_by_the_keyboard_alone(tab: Tab) -> None:
    tab.device.ask("pause")
    tab.shows("Syncing paused")
    tab.page.keyboard.press("Tab")
    tab.page.keyboard.press("Tab")
    tab.page.keyboard.press("Enter")
    assert tab.page.locator("#label").evaluate("label => label.open")
    focused = ""
    for _ in range(4):
        tab.page.keyboard.press("Tab")
        focused = tab.page.evaluate("document.activeElement.textContent.trim()")
        if focused == "Resume":
            break
    assert focused == "Resume"
    tab.page.keyboard.press("Enter")
    tab.shows("Up to date")
    tab.page.keyboard.press("Escape")
    assert not tab.page.locator("#label").evaluate("label => label.open")
    assert tab.page.evaluate("document.activeElement.tagName") == "SUMMARY"


def test_everything_that_can_be_pressed_has_a_name_and_changes_are_said_aloud(tab: Tab) -> None:
    tab.device.ask("pause")
    tab.shows("Syncing paused")
    tab.open_sheet()
    for role in ("button", "link", "searchbox"):
        for each in tab.page.get_by_role(role).all():
            named = each.inner_text() or each.get_attribute("aria-label") or each.get_attribute("placeholder")
            assert (named or "").strip()
    said = tab.page.locator("#said")
    assert said.get_attribute("role") == "status"
    tab.comes(said, "Syncing paused · Paused by you")


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_nothing_sticks_out_of_the_window_and_the_label_stays_in_sight(tab: Tab, size: dict[str, int]) -> None:
    tab.page.set_viewport_size(size)
    tab.reads(**{"power.battery_percent": 3, "power.charging": False, "power.low_power_mode": True})
    tab.shows("Syncing paused")
    tab.page.locator(".conversations a").first.click()
    tab.shows("Syncing paused")
    assert tab.page.locator("#label > summary").bounding_box()["y"] == 0
    tab.open_sheet()
    assert tab.fits()
    sheet = tab.page.locator(".sheet").bounding_box()
    assert sheet["y"] + sheet["height"] <= size["height"]


def test_without_scripts_the_sheet_opens_and_its_buttons_work(tab: Tab) -> None:
    tab.device.ask("pause")
    with tab.desk.tab(java_script_enabled=False) as plain:
        plain.open_sheet()
        plain.page.get_by_role("button", name="Resume").click()
        plain.comes(plain.page.locator("#outcome"), "Done: Resume.")
    tab.shows("Up to date")

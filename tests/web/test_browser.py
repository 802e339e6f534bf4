"""The page of the real `owntexts up`, in a real browser: the label comes and goes without a reload."""

import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from tests.end_to_end.world import COMMAND, Device, World, environment, wait_until

from owntexts.testing.apple import build_chat_db

playwright = pytest.importorskip("playwright.sync_api", reason="the browser's remote control is not installed")

PHONE = {"width": 390, "height": 844}
DESK = {"width": 1280, "height": 800}
CHROMIUM = os.environ.get("OWNTEXTS_CHROMIUM") or shutil.which("chromium") or "/usr/bin/chromium"
SOON_MS = 20_000


@dataclass
class Tab:
    """A browser's tab on a device's own page, and all that the browser complained of."""

    page: Any
    device: Device
    address: str
    hub: str
    complaints: list[str]

    @property
    def words(self) -> Any:
        """The label's words."""
        return self.page.locator("#words")

    def shows(self, words: str) -> None:
        """Comes back once the label reads so."""
        playwright.expect(self.words).to_contain_text(words, timeout=SOON_MS)

    def open_sheet(self) -> None:
        self.page.locator("#label > summary").click()

    def mark(self) -> None:
        """A reload would lose it."""
        self.page.evaluate("document.documentElement.dataset.seen = 'yes'")

    def is_the_same(self) -> bool:
        return bool(self.page.evaluate("document.documentElement.dataset.seen") == "yes")

    def reads(self, **readings: Any) -> None:
        """What the device measures from now on."""
        (self.device.home / "readings.json").write_text(json.dumps(readings))


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    made = World(tmp_path_factory.mktemp("page"))
    try:
        yield made
    finally:
        made.end()


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    if not Path(CHROMIUM).is_file():
        pytest.skip("there is no Chromium here: install it, or name it in OWNTEXTS_CHROMIUM")
    with playwright.sync_playwright() as player:
        opened = player.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield opened
        opened.close()


@dataclass(frozen=True)
class Served:
    """A device with messages and an account, whose page is served, and the cookies of who opened it."""

    device: Device
    address: str
    hub: str
    session: Any


def served(world: World, browser: Any, name: str) -> Served:
    device = world.device(name)
    store = world.folder / f"{name}.db"
    build_chat_db(store, messages=200)
    device.add(store)
    said = _up(device)
    device.create(said["hub"])
    context = browser.new_context()
    context.new_page().goto(said["page"])
    session = context.storage_state()
    context.close()
    return Served(device, said["page"].partition("/open")[0], said["hub"], session)


@pytest.fixture(scope="module")
def phone(world: World, browser: Any) -> Served:
    return served(world, browser, "phone")


@pytest.fixture
def tab(phone: Served, browser: Any) -> Iterator[Tab]:
    """A phone-sized tab; afterwards nothing is paused, read or set."""
    with opened(phone, browser) as tab:
        yield tab
    phone.device.ask("resume")
    phone.device.ask("settings", "reset", "texts.min_battery")


@contextmanager
def opened(served: Served, browser: Any) -> Iterator[Tab]:
    context = browser.new_context(viewport=PHONE, storage_state=served.session)
    complaints: list[str] = []
    page = context.new_page()
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda line: complaints.append(line.text) if line.type == "error" else None)
    (served.device.home / "readings.json").unlink(missing_ok=True)
    page.goto(served.address)
    tab = Tab(page, served.device, served.address, served.hub, complaints)
    tab.shows("Up to date")
    yield tab
    context.close()
    assert complaints == []


def _up(device: Device) -> dict[str, str]:
    """`owntexts up` on a free port; what it says once it listens."""
    said = device.home.with_suffix(".said")
    with said.open("wb") as out, device.home.with_suffix(".log").open("ab") as log:
        begun = subprocess.Popen(
            (*COMMAND, "up", "--listen", "127.0.0.1:0", "--json"),
            env=environment() | {"OWNTEXTS_HOME": str(device.home), "OWNTEXTS_KEY_STORE": "file"},
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=log,
        )
    device.running.append(begun)
    wait_until(lambda: said.read_bytes().endswith(b"\n"), "the page", unless=begun)
    return dict(json.loads(said.read_bytes()))


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
    playwright.expect(tab.page.locator("#outcome")).to_contain_text("Done: Resume.", timeout=SOON_MS)
    tab.shows("Up to date")
    assert tab.page.locator("#label").evaluate("label => label.open")
    assert tab.is_the_same()
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
    playwright.expect(tab.page.locator("#outcome")).to_contain_text("In spite of:", timeout=SOON_MS)
    tab.shows("Syncing paused")
    tab.reads(**{"power.charging": True, "network.kind": "wifi", "network.metered": False, "network.roaming": False})
    tab.shows("Up to date")


def test_a_setting_that_is_tapped_holds_from_then_on(tab: Tab) -> None:
    tab.reads(**{"power.battery_percent": 3, "power.charging": False})
    tab.shows("Syncing paused")
    tab.open_sheet()
    tab.page.locator("#sheet button", has_text="texts").first.click()
    playwright.expect(tab.page.locator("#outcome")).to_contain_text("Done: Let texts", timeout=SOON_MS)
    tab.shows("Up to date")
    listed = {each["key"]: each for each in tab.device.ask("settings", "list")}
    assert listed["texts.min_battery"]["from"] == "you"


def test_a_new_message_of_another_device_appears_in_the_open_thread(tab: Tab, world: World, tmp_path: Path) -> None:
    other = world.device("tablet")
    other.join(tab.hub)
    before = tab.device.ask("status")["messages"]
    fuller = tmp_path / "fuller" / "chat.db"
    fuller.parent.mkdir()
    build_chat_db(fuller, messages=260, seed=7)
    tab.page.locator(".conversations a").first.click()
    shown = tab.page.locator("#thread .bubble")
    count = shown.count()
    tab.mark()
    other.add(fuller)
    other.sync()
    wait_until(lambda: shown.count() > count, "new messages in the thread")
    assert tab.is_the_same()
    assert tab.device.ask("status")["messages"] > before


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
    playwright.expect(said).to_contain_text("Syncing paused · Paused by you", timeout=SOON_MS)


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_nothing_sticks_out_of_the_window_and_the_label_stays_in_sight(tab: Tab, size: dict[str, int]) -> None:
    tab.page.set_viewport_size(size)
    tab.reads(**{"power.battery_percent": 3, "power.charging": False, "power.low_power_mode": True})
    tab.shows("Syncing paused")
    tab.page.locator(".conversations a").first.click()
    tab.shows("Syncing paused")
    assert tab.page.locator("#label > summary").bounding_box()["y"] == 0
    tab.open_sheet()
    assert tab.page.evaluate("document.documentElement.scrollWidth") <= size["width"]
    sheet = tab.page.locator(".sheet").bounding_box()
    assert sheet["y"] + sheet["height"] <= size["height"]


def test_without_scripts_the_sheet_opens_and_its_buttons_work(tab: Tab, browser: Any) -> None:
    tab.device.ask("pause")
    cookies = tab.page.context.cookies()
    context = browser.new_context(viewport=PHONE, java_script_enabled=False)
    context.add_cookies(cookies)
    page = context.new_page()
    page.goto(tab.address)
    page.locator("#label > summary").click()
    page.get_by_role("button", name="Resume").click()
    playwright.expect(page.locator("#outcome")).to_contain_text("Done: Resume.", timeout=SOON_MS)
    context.close()
    assert tab.device.state() in {"syncing", "up_to_date"}


def test_a_page_that_lost_its_device_says_so(world: World, browser: Any) -> None:
    with opened(served(world, browser, "laptop"), browser) as tab:
        tab.device.running[-1].terminate()
        assert tab.device.running[-1].wait() == 0
        assert tab.device.log() == ""
        playwright.expect(tab.page.locator(".adrift")).to_be_visible(timeout=SOON_MS)
        tab.complaints.clear()

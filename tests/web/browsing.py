"""A real browser on the pages of a real `owntexts up`; one device for all tests of a worker."""

import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import pytest
from tests.end_to_end.world import COMMAND, Device, World, environment, wait_until

from owntexts.agent import pausing, settings
from owntexts.agent.home import open_home

PHONE: Final = {"width": 390, "height": 844}
TABLET: Final = {"width": 820, "height": 1180}
DESK: Final = {"width": 1280, "height": 800}
SOON_MS: Final = 20_000
CHROMIUM: Final = os.environ.get("OWNTEXTS_CHROMIUM") or shutil.which("chromium") or "/usr/bin/chromium"


@dataclass
class Tab:
    """A browser's tab on a device's own page, and all that the browser complained of."""

    page: Any
    desk: "Desk"
    complaints: list[str]

    @property
    def device(self) -> Device:
        return self.desk.device

    @property
    def words(self) -> Any:
        """The label's words."""
        return self.page.locator("#words")

    def go(self, path: str) -> None:
        self.page.goto(self.desk.address + path)

    def shows(self, words: str) -> None:
        """Comes back once the label reads so."""
        self.comes(self.words, words)

    def comes(self, place: Any, words: str) -> None:
        """Comes back once these words stand in a place."""
        from playwright.sync_api import expect  # noqa: PLC0415 - absent where there is no browser

        expect(place).to_contain_text(words, timeout=SOON_MS)

    def open_sheet(self) -> None:
        self.page.locator("#label > summary").click()

    def mark(self) -> None:
        """A reload would lose it."""
        self.page.evaluate("document.documentElement.dataset.seen = 'yes'")

    def is_the_same(self) -> bool:
        return bool(self.page.evaluate("document.documentElement.dataset.seen") == "yes")

    def fits(self) -> bool:
        """Whether nothing sticks out of the window sideways."""
        return bool(self.page.evaluate("document.documentElement.scrollWidth <= innerWidth"))

    def reads(self, **readings: Any) -> None:
        """What the device measures from now on."""
        (self.device.home / "readings.json").write_text(json.dumps(readings))


@dataclass
class Desk:
    """A device with messages and an account, the process that serves its pages, and a browser that is signed in."""

    browser: Any
    world: World
    device: Device
    address: str = ""
    hub: str = ""
    signed_in: dict[str, Any] = field(default_factory=dict)

    def up(self) -> str:
        """`owntexts up` on a free port; the one-time address that it prints."""
        said = up(self.device)
        self.address, self.hub = said["page"].partition("/open")[0], said["hub"]
        return str(said["page"])

    def calm(self) -> None:
        """Takes back what a test did to hold the device up."""
        (self.device.home / "readings.json").unlink(missing_ok=True)
        with pytest.MonkeyPatch.context() as environment:
            environment.setenv("OWNTEXTS_KEY_STORE", "file")
            with open_home(self.device.home) as home:
                pausing.resume(home)
                for each in settings.listed(home):
                    if each.origin == "you":
                        settings.reset(home, each.key)

    def sign_in(self, link: str) -> None:
        """The browser keeps what it was given, its time zone included."""
        context = self.browser.new_context()
        page = context.new_page()
        page.goto(link)
        page.goto(self.address)
        self.signed_in = context.storage_state()
        context.close()

    @contextmanager
    def tab(self, size: dict[str, int] = PHONE, **options: Any) -> Iterator[Tab]:
        """A tab on the first page, in a context of its own; what the browser complained of fails the test."""
        context = self.browser.new_context(viewport=size, storage_state=self.signed_in, **options)
        complaints: list[str] = []
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda line: complaints.append(line.text) if line.type == "error" else None)
        page.goto(self.address)
        yield Tab(page, self, complaints)
        context.close()
        assert complaints == []


def up(device: Device) -> dict[str, str]:
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


@contextmanager
def a_browser() -> Iterator[Any]:
    """Debian's Chromium, or whichever OWNTEXTS_CHROMIUM names."""
    player_of = pytest.importorskip("playwright.sync_api", reason="the browser's remote control is not installed")
    if not Path(CHROMIUM).is_file():
        pytest.skip("there is no Chromium here: install it, or name it in OWNTEXTS_CHROMIUM")
    with player_of.sync_playwright() as player:
        opened = player.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield opened
        opened.close()

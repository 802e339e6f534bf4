"""A real browser on the pages of a real `owntexts up`: one device for a worker, one browser for a file of tests."""

import json
import re
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Final

import httpx2
import pytest
from tests.end_to_end.world import COMMAND, Device, World, environment, wait_until

from owntexts.agent import pausing, settings
from owntexts.agent.home import open_home
from owntexts.testing import chromium
from owntexts.web.frame import COOKIE
from owntexts.web.visitor import ZONE_COOKIE

PHONE: Final = {"width": 390, "height": 844}
TABLET: Final = {"width": 820, "height": 1180}
DESK: Final = {"width": 1280, "height": 800}
SOON_MS: Final = 20_000
AS_SERVED: Final = {"timezone_id": "UTC", "locale": "en-GB"}


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

    def comes_to_be(self, field: Any, value: str) -> None:
        """Comes back once a field has this value."""
        from playwright.sync_api import expect  # noqa: PLC0415 - as above

        expect(field).to_have_value(value, timeout=SOON_MS)

    def comes_to_say_nothing(self, place: Any) -> None:
        """Comes back once a place is empty."""
        from playwright.sync_api import expect  # noqa: PLC0415 - as above

        expect(place).to_be_empty(timeout=SOON_MS)

    def is_in_sight(self, place: Any) -> None:
        """Comes back once a place can be seen without scrolling."""
        from playwright.sync_api import expect  # noqa: PLC0415 - as above

        expect(place).to_be_in_viewport(timeout=SOON_MS)

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
class Served:
    """A device with messages and an account, the process that serves its pages, and what a signed-in browser keeps."""

    world: World
    device: Device
    address: str = ""
    hub: str = ""
    network: str = ""
    signed_in: dict[str, Any] = field(default_factory=dict)

    def up(self, *options: str) -> str:
        """`owntexts up` on a free port; the one-time address that it prints."""
        said = up(self.device, *options)
        self.address, self.hub, self.network = said["page"].partition("/open")[0], said["hub"], said["network"]
        return str(said["page"])

    def sign_in(self, link: str) -> None:
        """Redeems a link; the time zone is this machine's."""
        with httpx2.Client() as client:
            client.get(link)
            kept = {COOKIE: client.cookies[COOKIE], ZONE_COOKIE: "UTC"}
        cookies = [{"name": name, "value": value, "domain": "127.0.0.1", "path": "/"} for name, value in kept.items()]
        self.signed_in = {"cookies": cookies, "origins": []}

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


@dataclass
class Desk:
    """A served device, and a browser to look at it."""

    browser: Any
    served: Served

    @property
    def device(self) -> Device:
        return self.served.device

    @property
    def address(self) -> str:
        return self.served.address

    @contextmanager
    def tab(self, size: dict[str, int] = PHONE, **options: Any) -> Iterator[Tab]:
        """A tab on the first page, in a context of its own; what the browser complained of fails the test."""
        context = self.browser.new_context(
            viewport=size, **(AS_SERVED | {"storage_state": self.served.signed_in} | options)
        )
        complaints: list[str] = []
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda line: complaints.append(line.text) if _is_a_complaint(line) else None)
        try:
            page.goto(self.address)
            yield Tab(page, self, complaints)
        finally:
            context.close()
        assert complaints == [], complaints


def _is_a_complaint(line: Any) -> bool:
    """An error that is no answer of ours to a person: a page may say that it is locked, or that a form was wrong."""
    return bool(line.type == "error" and not re.search(r"status of (401|422)", line.text))


def up(device: Device, *options: str) -> dict[str, str]:
    """`owntexts up` on a free port; what it says once it listens."""
    said = device.home.with_suffix(".said")
    with said.open("wb") as out, device.home.with_suffix(".log").open("ab") as log:
        begun = subprocess.Popen(
            (*COMMAND, "up", "--listen", "127.0.0.1:0", *options, "--json"),
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
    """Debian's Chromium, or whichever is named."""
    player_of = pytest.importorskip("playwright.sync_api", reason="the browser's remote control is not installed")
    program = chromium.found()
    if program is None:
        pytest.skip("there is no Chromium here: install it, or name it in OWNTEXTS_CHROMIUM")
    with player_of.sync_playwright() as player:
        opened = player.chromium.launch(executable_path=program, args=["--no-sandbox", "--disable-gpu"])
        yield opened
        opened.close()


def grave(axe: Any, tab: Tab) -> list[tuple[str, list[str]]]:
    """What axe-core finds serious or critical on the page that a tab shows."""
    found = axe.run(tab.page, options={"resultTypes": ["violations"]}).response["violations"]
    return [(each["id"], _where(each)) for each in found if each["impact"] in {"serious", "critical"}]


def _where(violation: dict[str, Any]) -> list[str]:
    return [node["html"][:160] for node in violation["nodes"][:3]]

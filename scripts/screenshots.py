"""The pictures of README and docs: made-up messages in a real browser, on pages that `owntexts up` serves.

`make screenshots` writes docs/pictures anew. It needs Chromium, which OWNTEXTS_CHROMIUM may name.
"""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from playwright.sync_api import sync_playwright
from scenery import DAWN, DUSK, NOON, heic, jpeg

from owntexts.testing import chromium
from owntexts.testing.apple import life as apple
from owntexts.testing.apple.attachments import write_attachments
from owntexts.testing.life import File, Life, Message, Person, Talk

PICTURES = Path(__file__).resolve().parent.parent / "docs" / "pictures"
OWNTEXTS = (sys.executable, "-m", "owntexts")
PASSWORD = "a lamp, a harbour and nine geese"  # noqa: S105 - of an account that lives as long as this script
PHONE = {"width": 390, "height": 780}
DESK = {"width": 1180, "height": 740}
PAUSED = {"power.low_power_mode": True, "power.battery_percent": 64, "power.charging": True, "network.kind": "wifi"}
CALM = {"power.low_power_mode": False, "power.charging": True, "network.kind": "wifi", "network.metered": False}


ZOE = Talk((Person("Zoë Nyström", "+358401234567"),), "Zoë Nyström")
BEGIN = 1_785_000_000_000
CARD = """BEGIN:VCARD
VERSION:3.0
FN:Wendeline Applegarth
ORG:Applegarth & Daughters, boats
TEL;type=CELL:+1 415 555 0142
EMAIL:wendeline@example.org
END:VCARD
"""
PLACE = r"""BEGIN:VCARD
VERSION:3.0
FN:The old harbour
ADR:;;1 Harbour Street;Helsinki;;00160;Finland
URL:https://maps.apple.com/?ll=60.16520\,24.96240
END:VCARD
"""
SENT = (
    (False, "We are here! The lamp is lit until nine.", None),
    (False, "", File("CL.loc.vcf", "text/x-vlocation", PLACE.encode())),
    (False, "And this was this morning", File("IMG_4711.HEIC", "image/heic", heic(DAWN, 3))),
    (True, "Beautiful. Ours at noon", File("IMG_0042.jpg", "image/jpeg", jpeg(NOON, 5))),
    (False, "She builds the boats:", File("Wendeline Applegarth.vcf", "text/vcard", CARD.encode())),
    (True, "Written down, thank you", None),
    (False, "Good night from the pier", File("IMG_4720.HEIC", "image/heic", heic(DUSK, 2))),
)
"""Whether it is one's own, its words and its file."""


class Picture(NamedTuple):
    """A picture by the name of its file: how large, in which colours, and what is done before it is taken."""

    name: str
    size: dict[str, int]
    scheme: str
    readings: dict[str, Any]
    prepare: Callable[[Any], None]


def conversation(page: Any) -> None:
    page.get_by_role("link", name="Lindqvists").first.click()
    page.locator(".row").last.wait_for()


def sheet(page: Any) -> None:
    page.locator("#words", has_text="Low Power Mode").wait_for()
    page.locator("#label > summary").click()


def searched(page: Any) -> None:
    page.locator("#q").fill("telescope")
    page.locator(".hit").first.wait_for()
    page.locator(".hit").first.click()


def photos(page: Any) -> None:
    page.get_by_role("link", name="Zoë Nyström").first.click()
    page.locator("a.shot img").last.wait_for()


def lightbox(page: Any) -> None:
    photos(page)
    page.locator("a.shot").last.click()
    page.wait_for_function("() => document.querySelector('.lightbox figure img')?.naturalWidth >= 1600")


def settings(page: Any) -> None:
    page.goto(page.url + "settings/sync")


PICTURES_OF = (
    Picture("conversation", DESK, "light", CALM, conversation),
    Picture("conversation-phone", PHONE, "light", CALM, conversation),
    Picture("paused-phone", PHONE, "light", PAUSED, sheet),
    Picture("photos", DESK, "light", CALM, photos),
    Picture("photos-phone", PHONE, "light", CALM, photos),
    Picture("lightbox-phone", PHONE, "dark", CALM, lightbox),
    Picture("search", DESK, "dark", CALM, searched),
    Picture("settings-phone", PHONE, "dark", CALM, settings),
)


def main() -> None:
    PICTURES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="owntexts-pictures-") as folder, sync_playwright() as player:
        browser = player.chromium.launch(executable_path=chromium.found(), args=["--no-sandbox"])
        with served(Path(folder)) as (address, home):
            signed_in = state_after(browser, address)
            for picture in PICTURES_OF:
                (home / "readings.json").write_text(json.dumps(picture.readings))
                take(browser, signed_in, address, picture)
                print(f"docs/pictures/{picture.name}.png")
        browser.close()


def take(browser: Any, signed_in: Any, address: str, picture: Picture) -> None:
    context = browser.new_context(
        viewport=picture.size,
        color_scheme=picture.scheme,
        storage_state=signed_in,
        device_scale_factor=1.5,
        timezone_id="UTC",
        locale="en-GB",
        reduced_motion="reduce",
    )
    page = context.new_page()
    page.goto(address.partition("open/")[0])
    page.locator("#words", has_text="paused" if picture.readings is PAUSED else "Up to date").wait_for()
    picture.prepare(page)
    page.wait_for_timeout(600)
    page.screenshot(path=PICTURES / f"{picture.name}.png")
    context.close()


def state_after(browser: Any, address: str) -> Any:
    """What a browser keeps once it has opened the one-time address."""
    context = browser.new_context()
    page = context.new_page()
    page.goto(address)
    page.locator("#words").wait_for()
    return context.storage_state()


def photographed(store: Path) -> None:
    """A store of one conversation with photos, a place and a contact."""
    store.parent.mkdir()
    messages = [_message(number, *each) for number, each in enumerate(SENT)]
    apple.write(store, Life("+358401234568", (ZOE,), tuple(messages)), seed=1)
    contents = {file.name: file.content for _, _, file in SENT if file}
    for path in write_attachments(store).values():
        path.write_bytes(contents[path.name])


def _message(number: int, mine: bool, words: str, file: File | None) -> Message:
    files = (file,) if file else ()
    return Message(
        number, ZOE, None if mine else ZOE.others[0], BEGIN + number * 90_000, words, "iMessage", files=files
    )


@contextmanager
def served(folder: Path) -> Iterator[tuple[str, Path]]:
    """`owntexts up --demo` with an account; its one-time address, and its home."""
    environment = {**os.environ, "OWNTEXTS_HOME": str(folder), "OWNTEXTS_KEY_STORE": "file"}
    command = (*OWNTEXTS, "up", "--demo", "--listen", "127.0.0.1:0", "--json")
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE) as process:
        try:
            said = json.loads(process.stdout.readline() if process.stdout else b"{}")
            create = ("account", "create", "--hub", said["hub"], "--name", "ada", "--device", "desk", "--json")
            mine = environment | {"OWNTEXTS_HOME": str(folder / "demo"), "OWNTEXTS_PASSWORD": PASSWORD}
            own = folder / "photos" / "chat.db"
            photographed(own)
            for asked in (("source", "add", str(own)), ("import",), create, ("settings", "set", "preset", "careful")):
                subprocess.run((*OWNTEXTS, *asked), env=mine, stdout=subprocess.DEVNULL, check=True)
            yield said["page"], folder / "demo"
        finally:
            process.terminate()


if __name__ == "__main__":
    main()

"""The QR of another device or of the emergency sheet, read from a photo on the page for joining."""

from io import BytesIO
from pathlib import Path

import pytest
import segno
from PIL import Image
from tests.web.browsing import Tab

LINK = "owntexts://hub.example:8943/#pin=" + "ab" * 32
SHEET = "Owntexts\nhub https://hub.example\naccount ada\nrecovery key 000G-40R4-0M30-E209"


def photo(said: str) -> Image.Image:
    """A QR on a table: small, turned a little, and not quite black and white."""
    drawn = BytesIO()
    segno.make(said, error="m", micro=False).save(drawn, kind="png", scale=8, border=4, dark="#222", light="#ddd")
    drawn.seek(0)
    table = Image.new("RGB", (2400, 1800), "#a98")
    table.paste(Image.open(drawn).convert("RGB").rotate(7, expand=True, fillcolor="#a98"), (700, 500))
    return table


@pytest.mark.parametrize("said", [LINK, SHEET], ids=["link", "sheet"])
def test_a_photo_of_the_qr_fills_the_form(tab: Tab, tmp_path: Path, said: str) -> None:
    photo(said).save(tmp_path / "qr.jpg")
    tab.go("/welcome/join")
    asked: list[str] = []
    tab.page.on("request", lambda request: asked.append(request.url))
    tab.page.set_input_files(".scanner input[type=file]", tmp_path / "qr.jpg")
    tab.comes(tab.page.locator(".scanner p"), "Read: ")
    assert tab.page.input_value("[name=hub]") == said
    assert [url.partition("?")[0].rpartition("/")[2] for url in asked] == ["jsqr-1.4.0.js"], "the photo stays here"
    assert tab.fits()


@pytest.mark.parametrize(
    ("picture", "words"),
    [
        (photo("buy cheap geese"), "This QR is none of Owntexts."),
        (Image.new("RGB", (640, 480), "#a98"), "No QR is to be seen"),
        (None, "cannot be read here"),
    ],
    ids=["another QR", "none", "no photo"],
)
def test_what_is_no_qr_of_ours_says_so_and_fills_nothing(
    tab: Tab, tmp_path: Path, picture: Image.Image | None, words: str
) -> None:
    if picture is None:
        (tmp_path / "a.jpg").write_bytes(b"<svg onload='alert(1)'/>")
    else:
        picture.save(tmp_path / "a.jpg")
    tab.go("/welcome/join")
    tab.page.set_input_files(".scanner input[type=file]", tmp_path / "a.jpg")
    tab.comes(tab.page.locator(".scanner p"), words)
    assert tab.page.input_value("[name=hub]") == ""

"""Names that strangers gave to files never lead a file system, a terminal or an opener astray."""

from pathlib import PurePosixPath
from unicodedata import category

import pytest
from hypothesis import given
from hypothesis import strategies as st

from owntexts.agent.safe_names import LONGEST_BYTES, RESERVED, safe_name, would_run


@pytest.mark.parametrize(
    ("said", "mime", "name"),
    [
        ("IMG_0001.JPG", "image/jpeg", "IMG_0001.jpg"),
        ("../../etc/passwd", None, "passwd"),
        ("..\\..\\boot.ini", None, "boot.ini"),
        ("/", "image/png", "attachment.png"),
        ("..", None, "attachment"),
        (None, None, "attachment"),
        ("", "video/mp4", "attachment.mp4"),
        ("holiday\x00\x1b[2J\r\n.jpg", None, "holiday[2J.jpg"),
        ("invoice\u202egpj.exe", None, "invoicegpj.exe"),
        ("-rf", None, "_-rf"),
        (".bashrc", None, "bashrc"),
        ("con.txt", None, "_con.txt"),
        ("Con .tar.gz", None, "_Con .tar.gz"),
        ('a<b>:"|?*.png', None, "a_b______.png"),
    ],
)
def test_a_name_is_made_safe(said: str | None, mime: str | None, name: str) -> None:
    assert safe_name(said, mime) == name


def test_a_name_of_four_kilobytes_is_cut_and_keeps_what_tells_its_kind() -> None:
    for long in ("x" * 4096, "\u00e9" * 2048, "\U0001f4a9" * 1024):
        name = safe_name(f"{long}.heic", "image/heic")
        assert name.endswith(".heic")
        assert 100 < len(name.encode()) <= LONGEST_BYTES


@given(st.text(max_size=300), st.sampled_from([None, "image/jpeg", "nonsense", "a/b/c"]))
def test_every_name_is_one_plain_name_that_can_be_used(said: str, mime: str | None) -> None:
    name = safe_name(said, mime)
    assert PurePosixPath(name).name == name
    assert not set(name) & set('<>:"/\\|?*')
    assert all(category(char)[0] != "C" for char in name)
    assert 0 < len(name.encode()) <= LONGEST_BYTES + 1
    assert not name.startswith(("-", "."))
    assert name.partition(".")[0].lower() not in RESERVED


def test_what_a_system_would_run_is_told_however_it_is_spelled() -> None:
    assert all(would_run(safe_name(said)) for said in ("a.EXE", "photo.jpg.desktop", "x.\u200bsh", "setup.msi "))
    assert not any(would_run(safe_name(said)) for said in ("a.jpg", "exe", "notes.pdf", "sh.png"))

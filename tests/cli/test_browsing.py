"""The page is opened where somebody sees it, and by nobody who only sees the browser's command line."""

import stat
import sys
import webbrowser
from pathlib import Path

import pytest

from owntexts.cli.browsing import has_desktop, leading_to

ADDRESS = "http://127.0.0.1:8944/open/secret"


@pytest.mark.parametrize(
    ("told", "there"),
    [
        ({}, False),
        ({"DISPLAY": ":0"}, True),
        ({"WAYLAND_DISPLAY": "w"}, True),
        ({"DISPLAY": ":0", "SSH_CONNECTION": "x"}, False),
    ],
)
def test_a_desktop_is_where_there_is_a_display_and_nobody_comes_from_afar(
    monkeypatch: pytest.MonkeyPatch, told: dict[str, str], there: bool
) -> None:
    monkeypatch.setattr(sys, "platform", "linux")
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "SSH_CONNECTION"):
        monkeypatch.delenv(name, raising=False)
    for name, value in told.items():
        monkeypatch.setenv(name, value)
    assert has_desktop() is there


def test_the_browser_is_given_a_private_file_that_ends_with_the_page(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    given: list[str] = []
    monkeypatch.setattr(webbrowser, "open", lambda url: given.append(url) or True)
    with leading_to(tmp_path) as leading:
        assert leading.open(ADDRESS)
        (file,) = tmp_path.iterdir()
        assert given == [file.as_uri()]
        assert "secret" not in given[0]
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
        assert f'url={ADDRESS}"' in file.read_text()
    assert list(tmp_path.iterdir()) == []

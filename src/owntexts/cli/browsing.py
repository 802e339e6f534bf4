"""Opening a page in the person's own browser, where there is a desktop to show it on."""

import os
import sys
import webbrowser
from collections.abc import Iterator
from contextlib import contextmanager
from html import escape
from pathlib import Path
from typing import Final

from owntexts.agent.files import replace_private

FILE: Final = "open.html"
PAGE: Final = (
    '<!doctype html><meta charset="utf-8"><title>Owntexts</title>'
    '<meta http-equiv="refresh" content="0; url={0}"><a href="{0}">Open your messages</a>\n'
)


def has_desktop() -> bool:
    """Whether somebody sits before this machine's own screen."""
    if os.environ.get("SSH_CONNECTION"):
        return False
    return sys.platform in {"darwin", "win32"} or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


@contextmanager
def leading_to(folder: Path) -> Iterator["Leading"]:
    """A way to open one-time addresses; what it leaves in the folder ends with it."""
    file = folder / FILE
    try:
        yield Leading(file)
    finally:
        file.unlink(missing_ok=True)


class Leading:
    """Opens addresses by a file that only this person can read: a browser's command line is seen by everybody."""

    def __init__(self, file: Path) -> None:
        self._file = file

    def open(self, address: str) -> bool:
        """Whether a browser took it."""
        replace_private(self._file, PAGE.format(escape(address, quote=True)).encode())
        return webbrowser.open(self._file.as_uri())

"""Which Chromium looks at the pages, in tests, benches and pictures."""

import os
import shutil
from typing import Final

NAMES: Final = ("chromium-headless-shell", "chromium")
"""The shell before the whole browser, which without a window has stood still."""


def found() -> str | None:
    """The program that OWNTEXTS_CHROMIUM names, else the first that there is; None where there is none."""
    return shutil.which(os.environ.get("OWNTEXTS_CHROMIUM", "")) or next(filter(None, map(shutil.which, NAMES)), None)

"""Whether a path means this phone, or is a saved answer of termux-sms-list."""

import shutil
from pathlib import Path
from typing import Final

from owntexts.sources import failures
from owntexts.sources.base import Recognition, is_device
from owntexts.sources.telephony.json_rows import first_keys
from owntexts.sources.telephony.opening import start

SCHEME: Final = "termux"
PROGRAM: Final = "termux-sms-list"
INSTALL: Final = "In Termux: pkg install termux-api; and install the app Termux:API"
KEYS: Final = frozenset({"threadid", "type", "received"})


def recognize(path: Path) -> Recognition:
    """Raises SourceFailed where the program is not installed, or a file may not be read."""
    if is_device(path, SCHEME):
        if shutil.which(PROGRAM) is None:
            raise failures.program_missing(PROGRAM, INSTALL)
        return Recognition("yes", (f"{PROGRAM} of Termux:API is here",))
    if is_saved_list(start(path)):
        return Recognition("yes", (f"a JSON list of texts as {PROGRAM} writes it",))
    return Recognition("no")


def is_saved_list(first: bytes) -> bool:
    return first_keys(first) >= KEYS

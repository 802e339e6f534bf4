"""Whether a path is a Takeout of Google Voice: some of its pages are opened, none is judged by its name."""

from itertools import islice
from pathlib import Path
from typing import Final

from owntexts.sources.base import Options, Recognition
from owntexts.sources.google_voice.takeout import PAGE, Takeout
from owntexts.sources.telephony.opening import start
from owntexts.sources.telephony.zips import MAGIC

MARKS: Final = (b"hChatLog", b"haudio")
LOOKED_AT: Final = 20
LARGEST: Final = 1 << 20


def recognize(path: Path) -> Recognition:
    """Raises SourceFailed where it may not be read, or is a damaged zip."""
    if not (path.is_dir() or path.name.lower().endswith(PAGE) or start(path).startswith(MAGIC)):
        return Recognition("no")
    with Takeout(path, Options()) as takeout:
        for name in islice(takeout.pages, LOOKED_AT):
            if any(mark in takeout.beginning(name, LARGEST) for mark in MARKS):
                return Recognition("yes", (f"pages of Google Voice ({len(takeout.pages)})",))
    return Recognition("no")

"""Whether a path is a Takeout of Google Voice: some of its pages are opened, none is judged by its name."""

from itertools import islice
from pathlib import Path
from typing import Final

from owntexts.sources.base import Options, Recognition
from owntexts.sources.google_voice.takeout import IN_ZIP, PAGE, Takeout
from owntexts.sources.telephony.opening import start
from owntexts.sources.telephony.zips import MAGIC, looked_into

MARKS: Final = (b"hChatLog", b"haudio")
LOOKED_AT: Final = 20
LARGEST: Final = 1 << 20


def recognize(path: Path) -> Recognition:
    """Raises SourceFailed where it may not be read, or is a damaged zip."""
    first = start(path)
    if first.startswith(MAGIC):
        archive = looked_into(path, first, lambda name: IN_ZIP in name)
        if archive is None:
            return Recognition("no")
        archive.close()
    elif not (path.is_dir() or path.name.lower().endswith(PAGE)):
        return Recognition("no")
    with Takeout(path, Options()) as takeout:
        for name in islice(takeout.pages, LOOKED_AT):
            if any(mark in takeout.beginning(name, LARGEST) for mark in MARKS):
                return Recognition("yes", (f"pages of Google Voice ({len(takeout.pages)})",))
    return Recognition("no")

"""Whether a path means a phone that is plugged in, or is the saved answer of one."""

from pathlib import Path

from owntexts.sources.adb.phone import SCHEME, look
from owntexts.sources.adb.printed import FIRST_ROW, columns_of
from owntexts.sources.base import Recognition, is_device
from owntexts.sources.telephony.opening import start

NEEDED = frozenset({"address", "date", "type", "body"})


def recognize(path: Path) -> Recognition:
    """Raises SourceFailed where adb is not installed, the phone not connected, or a file may not be read."""
    if is_device(path, SCHEME):
        return Recognition("yes", (f"adb has the phone {look(path)}",))
    if is_answer(start(path)):
        return Recognition("yes", ("rows of texts as `content query` prints them",))
    return Recognition("no")


def is_answer(first: bytes) -> bool:
    """Whether the first row has what a text has."""
    return first.startswith(FIRST_ROW) and NEEDED.issubset(columns_of(first.partition(b"\nRow: 1 ")[0]))

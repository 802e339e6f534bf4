"""Whether a path is a backup of QUIK or QKSMS."""

from pathlib import Path
from typing import Final

from owntexts.sources.base import Recognition
from owntexts.sources.telephony.json_rows import first_keys
from owntexts.sources.telephony.opening import start

COUNT: Final = "messageCount"


def recognize(path: Path) -> Recognition:
    """Raises SourceFailed where the file may not be read."""
    if is_backup(start(path)):
        return Recognition("yes", (f"a JSON object that begins with {COUNT}",))
    return Recognition("no")


def is_backup(first: bytes) -> bool:
    return first.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{") and COUNT in first_keys(first)

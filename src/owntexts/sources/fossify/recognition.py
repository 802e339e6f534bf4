"""Whether a path is an export of Fossify Messages or of Simple SMS Messenger."""

from pathlib import Path
from typing import Final

from owntexts.sources.base import Recognition
from owntexts.sources.telephony.json_rows import first_keys
from owntexts.sources.telephony.opening import start

TYPE: Final = "backupType"
LISTS: Final = frozenset({"sms", "mms"})
FLAT, IN_LISTS = 1, 3
"""Inside of how many brackets the messages stand: in the list, or in lists of an object of the list."""


def recognize(path: Path) -> Recognition:
    """Raises SourceFailed where the file may not be read."""
    depth = depth_in(start(path))
    if depth is None:
        return Recognition("no")
    how = f"each with its {TYPE}" if depth == FLAT else "in lists named sms and mms"
    return Recognition("yes", (f"a JSON list of messages, {how}",))


def depth_in(first: bytes) -> int | None:
    """FLAT or IN_LISTS; None where it is no export of these apps."""
    if not first.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"["):
        return None
    keys = first_keys(first)
    if TYPE in keys:
        return FLAT
    return IN_LISTS if keys and keys <= LISTS else None

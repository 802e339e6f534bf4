"""Whether a file is whole, or somebody is still writing it: by its name, and by whether it ends as it begins."""

import re
from pathlib import Path
from typing import Final

from owntexts.sources.plain_files import opened

ENDS: Final = 64 << 10
SETTLED_MS: Final = 900
PATIENCE_MS: Final = 600_000
"""A file that does not end as it should and that nobody has written for so long will not get any longer."""

TEMPORARY: Final = re.compile(
    r"^[.~]|~$|\.(te?mp|part|partial|filepart|crdownload|download|drivedownload|opdownload|ocpart|!sync|!ut|aria2)$|"
    r"-(wal|shm|journal)$",
    re.IGNORECASE,
)
"""Hidden files, those that sync tools, browsers and editors write under another name first, and what SQLite adds."""

_ENDINGS: Final = (
    (re.compile(rb"<"), re.compile(rb"</(smses|calls|html)>$", re.IGNORECASE)),
    (re.compile(rb"\["), re.compile(rb"\]$")),
    (re.compile(rb"\{"), re.compile(rb"\}$")),
    (re.compile(rb"BEGIN:VCARD", re.IGNORECASE), re.compile(rb"END:VCARD$", re.IGNORECASE)),
    (re.compile(rb"PK\x03\x04"), re.compile(rb"PK\x05\x06")),
)
"""How what is recognised begins, and what is at the end of it once it is whole."""


def is_temporary(name: str) -> bool:
    """Whether a name is one that a file has only while it is written."""
    return bool(TEMPORARY.search(name))


def is_whole(path: Path, changed_at: int, now: int) -> bool:
    """Whether nobody writes a file any more (times in UTC ms). Raises OSError where it cannot be opened."""
    if path.is_dir():
        return now - changed_at >= SETTLED_MS or changed_at > now
    ending = _ending(path)
    return ending or now - changed_at >= (SETTLED_MS if ending is None else PATIENCE_MS) or changed_at > now


def _ending(path: Path) -> bool | None:
    """Whether it ends as it begins; None where its end says nothing."""
    with opened(path) as file:
        start = file.read(ENDS).lstrip(b"\xef\xbb\xbf \t\r\n")
        file.seek(max(0, path.stat().st_size - ENDS))
        end = file.read(ENDS).rstrip()
    return next((bool(ends.search(end)) for begins, ends in _ENDINGS if begins.match(start)), None)

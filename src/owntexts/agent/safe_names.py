"""Names that strangers gave to files, as names that no file system, terminal or opener is led astray by."""

import mimetypes
import re
from pathlib import PurePosixPath
from typing import Final
from unicodedata import category, normalize

LONGEST_BYTES: Final = 120
LONGEST_SUFFIX: Final = 12
WITHOUT_NAME: Final = "attachment"
RESERVED: Final = frozenset(
    {"con", "prn", "aux", "nul", *(f"com{number}" for number in range(10)), *(f"lpt{number}" for number in range(10))}
)
_RUNS: Final = """
app apk bat cmd com command cpl desktop exe hta jar js jse lnk msi msp pif ps1 py reg scr sh vb vbe vbs wsf wsh
"""
RUNS: Final = frozenset(_RUNS.split())
"""Suffixes of what a system would run instead of showing it."""

_UNSAFE: Final = re.compile(r'[<>:"/\\|?*]')
_SUFFIX: Final = re.compile(r"\.[A-Za-z0-9]{1,12}")


def safe_name(name: str | None, mime: str | None = None) -> str:
    """A name without a path, control or direction characters, that hides nothing and fits any file system."""
    base = PurePosixPath((name or "").replace("\\", "/")).name
    shown = "".join(char for char in normalize("NFC", base) if category(char)[0] != "C")
    clean = _UNSAFE.sub("_", shown).strip(" .")
    stem, suffix = _cut(clean or WITHOUT_NAME, suffix_of(clean, mime))
    led_astray = stem.partition(".")[0].strip().lower() in RESERVED or stem.startswith("-")
    return f"{'_' if led_astray else ''}{stem}{suffix}"


def suffix_of(name: str | None, mime: str | None = None) -> str:
    """'.jpg', in lower case: by the name, else by what is said of the file; empty where neither says anything."""
    own = PurePosixPath(name or "").suffix
    if _SUFFIX.fullmatch(own):
        return own.lower()
    return (mimetypes.guess_extension(mime, strict=False) or "") if mime else ""


def would_run(name: str) -> bool:
    """Whether a system might run a file of this name when asked to open it."""
    return suffix_of(name).removeprefix(".") in RUNS


def _cut(name: str, suffix: str) -> tuple[str, str]:
    """Stem and suffix, together no longer than a name may be."""
    own = PurePosixPath(name).suffix
    stem = name[: -len(own)] if own and own.lower() == suffix else name
    room = LONGEST_BYTES - len(suffix)
    return stem.encode("utf-8", "replace")[:room].decode("utf-8", "ignore").rstrip(" .") or WITHOUT_NAME, suffix

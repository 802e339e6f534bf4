"""The folder of media: each original once, under a name that no browser and no system could take for a program."""

import mimetypes
import os
import re
from pathlib import Path
from typing import Final, Literal, NamedTuple

from owntexts.model.message import ShownAttachment
from owntexts.writers.files import Fetch, Files
from owntexts.writers.html import words

FOLDER: Final = "media"
_HARMLESS: Final = """
jpg jpeg png gif webp avif heic heif bmp tif tiff mp4 m4v mov webm 3gp 3gpp avi mkv mpg mpeg
mp3 m4a aac amr caf wav ogg opus flac pdf txt vcf ics csv rtf doc docx xls xlsx ppt pptx odt ods odp
pages numbers key epub zip gz tar 7z gpx pkpass eml
"""
HARMLESS: Final = frozenset(_HARMLESS.split())
"""Suffixes that files keep; any other file is a .bin, which does nothing when it is tapped."""

Kind = Literal["image", "video", "audio", "file", "missing"]

SHOWN: Final[dict[Kind, frozenset[str]]] = {
    "image": frozenset({"jpg", "jpeg", "png", "gif", "webp", "avif", "bmp"}),
    "video": frozenset({"mp4", "m4v", "mov", "webm"}),
    "audio": frozenset({"mp3", "m4a", "aac", "wav", "ogg", "opus", "flac"}),
}
"""What browsers show in a page."""

KINDS: Final[tuple[Kind, ...]] = ("image", "video", "audio")

_SUFFIX: Final = re.compile(r"\.([A-Za-z0-9]{1,8})\Z")


class File(NamedTuple):
    """An attachment on a page: where its bytes are, if they are, what it is called, and why it is not here."""

    kind: Kind
    href: str
    name: str
    why: str = ""
    transcript: str = ""


class Media:
    """Fetches what pages ask for into a folder."""

    def __init__(self, folder: Path, fetch: Fetch) -> None:
        self.files = Files()
        self._folder = folder
        self._fetch = fetch

    def of(self, told: ShownAttachment) -> File:
        """The attachment, its bytes brought here."""
        name, transcript = words.file(told), words.straight(told.transcript or "")
        suffix = suffix_of(told)
        target = self._folder / f"{told.id}.{suffix}"
        why = None if target.exists() else self._bring(told.id, target)
        if why is not None:
            return File("missing", "", name, words.missing(told, why), transcript)
        kind: Kind = next((kind for kind in KINDS if suffix in SHOWN[kind]), "file")
        return File(kind, f"../{FOLDER}/{target.name}", name, "", transcript)

    def _bring(self, attachment: str, target: Path) -> str | None:
        self._folder.mkdir(mode=0o700, exist_ok=True)
        with os.fdopen(os.open(target, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600), "w+b") as out:
            why = self._fetch(attachment, out)
            if why is None:
                out.flush()
                os.fsync(out.fileno())
        self.files.count(target.stat().st_size if why is None else None)
        if why is not None:
            target.unlink()
        return why


def suffix_of(told: ShownAttachment) -> str:
    """By its name, else by what it is said to be."""
    found = _SUFFIX.search(told.name or "")
    guessed = mimetypes.guess_extension((told.mime or "").partition(";")[0].strip().lower(), strict=False) or ""
    suffix = (found[1] if found else guessed.removeprefix(".")).lower()
    return suffix if suffix in HARMLESS else "bin"

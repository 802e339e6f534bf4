"""Files of messages as they are told: what they are, how large, and where they are when they are not here."""

import mimetypes
from typing import Final

from msgspec.structs import replace

from owntexts.model.message import ShownAttachment
from owntexts.model.names import straight

ORIGINS: Final = {
    "only_in_icloud": "only in iCloud",
    "missing": "not on the device it came from",
    "unreadable": "could not be read",
}
KINDS: Final = (
    ("image/", "photo"),
    ("video/", "video"),
    ("audio/", "audio"),
    ("text/vcard", "contact"),
    ("text/x-vcard", "contact"),
    ("text/x-vlocation", "place"),
    ("application/vnd.apple.pkpass", "pass"),
    ("text/calendar", "calendar"),
)
UNITS: Final = ("bytes", "kB", "MB", "GB")


def clean(file: ShownAttachment) -> ShownAttachment:
    """The file with a name that shows its real ending."""
    return replace(file, name=straight(file.name)) if file.name else file


def kind(file: ShownAttachment) -> str:
    """'photo', 'video', 'audio', 'contact', …, else 'file'."""
    mime = file.mime or mimetypes.guess_type(file.name or "")[0] or ""
    return next((word for beginning, word in KINDS if mime.startswith(beginning)), "file")


def name(file: ShownAttachment) -> str:
    """Its name, else what it is."""
    return file.name or kind(file).capitalize()


def size(count: int | None) -> str:
    """A number of bytes as people say it."""
    if count is None or count < 0:
        return ""
    place = min((len(str(count)) - 1) // 3, len(UNITS) - 1)
    return f"{count / 1000**place:.{min(place, 1)}f} {UNITS[place]}"

"""Files of messages as they are shown: in which shape, and what is said of those whose bytes are not here."""

import mimetypes
from collections.abc import Iterable, Mapping
from itertools import groupby
from typing import Final, Literal, NamedTuple

from owntexts.model.message import Message, ShownAttachment
from owntexts.web import files
from owntexts.web.bubbles import Bubble
from owntexts.web.needs.filing import Files, Look, Picture

Shape = Literal["picture", "video", "audio", "file"]

SHAPES: Final[dict[str, Shape]] = {"photo": "picture", "video": "video", "audio": "audio"}
SHOWN: Final = frozenset({"image/jpeg", "image/png", "image/gif", "image/webp", "image/avif"})
"""Pictures that browsers show as they are."""
DECODED: Final = frozenset({"image/heic", "image/heif", "image/heic-sequence", "image/heif-sequence"}) | frozenset(
    {"image/tiff", "image/bmp", "image/x-ms-bmp"}
)
"""Pictures that are decoded on this device; of others the small picture is shown."""
NOT_PLAYED: Final = frozenset({"video/3gpp", "video/3gpp2", "video/x-msvideo", "video/x-matroska"}) | frozenset(
    {"audio/3gpp", "audio/3gpp2", "audio/amr", "audio/amr-wb", "audio/x-caf", "audio/caf", "audio/basic"}
)
"""What no browser plays; all else is tried, and can be saved."""
HEARD: Final = frozenset({"audio/3gpp", "audio/3gpp2", "audio/amr", "audio/amr-wb", "audio/x-caf", "audio/caf"})
"""Voice that this device makes into what every browser plays."""
LARGEST_HEARD: Final = 6 << 20
"""In bytes: about half an hour of it."""
TROUBLES: Final = {
    "missing": "not where its source says",
    "unreadable": "its file cannot be read",
    "changed": "being written just now",
    "too_large": "larger than attachments may be",
    "source": "its source cannot be reached",
}
ON_HUB: Final = "on the hub, not on this device"
NOT_SENT: Final = "no device has sent it yet"
LARGEST_SIDE: Final = 1 << 16


class Exhibit(NamedTuple):
    """A file, its shape, its small picture, and the words below it; `full` is the address of what opens."""

    file: ShownAttachment
    shape: Shape
    words: str
    picture: Picture | None
    is_here: bool
    can_fetch: bool
    refused: str
    full: str

    @property
    def plays(self) -> bool:
        """Whether a player is worth a try."""
        if not self.is_here or self.shape not in {"video", "audio"}:
            return False
        return _mime(self.file) not in NOT_PLAYED or self.full.endswith("/heard")


Exhibits = Mapping[str, Exhibit]
"""By attachment."""


def exhibits(shelf: Files, messages: Iterable[Message]) -> Exhibits:
    """Every file of these messages."""
    found = {part.attachment.id: part.attachment for one in messages for part in one.parts if part.attachment}
    looks = shelf.looks(list(found)) if found else {}
    hears = bool(found) and shelf.hears()
    return {one: _exhibit(files.clean(file), looks[one], hears=hears) for one, file in found.items()}


def runs(shown: Iterable[Bubble], found: Exhibits) -> list[list[Bubble]]:
    """Photos and videos that follow each other in one message together; everything else alone."""

    def place(one: Bubble) -> int | None:
        return None if one.file and found[one.file.id].picture else one.place

    return [list(each) for _, each in groupby(shown, place)]


def _exhibit(file: ShownAttachment, look: Look, *, hears: bool) -> Exhibit:
    shape = SHAPES.get(files.kind(file), "file")
    picture = look.picture if shape in {"picture", "video"} else None
    return Exhibit(
        file=file,
        shape=shape,
        words=" · ".join(filter(None, (files.size(file.bytes), _where(file, look)))),
        picture=picture,
        is_here=look.is_here,
        can_fetch=look.on_hub and not look.is_here,
        refused=look.refused.title if look.refused else "",
        full=f"/f/{file.id}/{'heard' if hears and _is_voice(file) else _full(file, shape, look)}",
    )


def _full(file: ShownAttachment, shape: Shape, look: Look) -> str:
    if look.is_here and shape == "picture" and _mime(file) in DECODED:
        return "large"
    own = look.is_here and (shape != "picture" or _mime(file) in SHOWN)
    return "file" if own or look.picture is None or shape not in {"picture", "video"} else "picture"


def _is_voice(file: ShownAttachment) -> bool:
    return _mime(file) in HEARD and (file.bytes or 0) <= LARGEST_HEARD


def lasts(milliseconds: int) -> str:
    """'1:05' for a video's length."""
    minutes, seconds = divmod(milliseconds // 1000, 60)
    return f"{minutes}:{seconds:02}"


def side(pixels: int) -> int:
    """A width or height as a page may be told it."""
    return max(1, min(pixels, LARGEST_SIDE))


def _where(file: ShownAttachment, look: Look) -> str:
    """Where it is, when it is not here."""
    if look.is_here:
        return ""
    if look.on_hub:
        return ON_HUB
    return files.ORIGINS.get(file.origin) or TROUBLES.get(look.trouble or "") or NOT_SENT


def _mime(file: ShownAttachment) -> str:
    return file.mime or mimetypes.guess_type(file.name or "")[0] or ""

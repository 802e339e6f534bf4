"""What a file is, told from its first bytes; names, and what somebody said of it, count for nothing."""

from collections.abc import Callable
from typing import Final

from owntexts.previews import kinds
from owntexts.previews.kinds import Kind

HEAD: Final = 1024
"""How many of the first bytes `sniff` looks at."""

BRAND: Final = 4
ID3: Final = b"ID3"

_MAGIC: Final[tuple[tuple[bytes, Kind], ...]] = (
    (b"\xff\xd8\xff", kinds.JPEG),
    (b"\x89PNG\r\n\x1a\n", kinds.PNG),
    (b"GIF87a", kinds.GIF),
    (b"GIF89a", kinds.GIF),
    (b"II*\0", kinds.TIFF),
    (b"MM\0*", kinds.TIFF),
    (b"\0\0\1\0", kinds.ICO),
    (b"8BPS", kinds.PSD),
    (b"\xff\x0a", kinds.JXL),
    (b"\0\0\0\x0cJXL \r\n\x87\n", kinds.JXL),
    (b"#!AMR\n", kinds.AMR),
    (b"#!AMR-WB\n", kinds.AMR_WB),
    (b"caff\0\1", kinds.CAF),
    (ID3, kinds.MP3),
    (b"\xff\xfb", kinds.MP3),
    (b"\xff\xf3", kinds.MP3),
    (b"OggS", kinds.OGG),
    (b"fLaC", kinds.FLAC),
    (b"\x1a\x45\xdf\xa3", kinds.MATROSKA),
    (b"%PDF-", kinds.PDF),
    (b"PK\3\4", kinds.ZIP),
    (b"\x1f\x8b", kinds.GZIP),
)
_RIFF: Final = {b"WEBP": kinds.WEBP, b"WAVE": kinds.WAV, b"AVI ": kinds.AVI}
_BRANDS: Final[dict[bytes, Kind]] = {
    **dict.fromkeys((b"avif", b"avis"), kinds.AVIF),
    **dict.fromkeys((b"heic", b"heix", b"heim", b"heis", b"mif1"), kinds.HEIC),
    **dict.fromkeys((b"hevc", b"hevx", b"msf1"), kinds.HEICS),
    **dict.fromkeys((b"isom", b"iso2", b"iso4", b"iso5", b"iso6", b"mp41", b"mp42", b"avc1"), kinds.MP4),
    **dict.fromkeys((b"dash", b"MSNV", b"M4V ", b"M4VH", b"M4VP", b"f4v ", b"F4V "), kinds.MP4),
    **dict.fromkeys((b"M4A ", b"M4B ", b"M4P "), kinds.M4A),
    b"qt  ": kinds.QUICKTIME,
}
_OF_THREE_GPP: Final = {b"3gp": kinds.THREE_GP, b"3ge": kinds.THREE_GP, b"3gr": kinds.THREE_GP, b"3g2": kinds.THREE_G2}
_BEFORE_BRANDS: Final = frozenset({b"moov", b"mdat", b"wide", b"free", b"skip", b"pnot"})
_BITMAP_HEADERS: Final = frozenset({12, 40, 52, 56, 64, 108, 124})
_CARDS: Final = {b"begin:vcard": kinds.VCARD, b"begin:vcalendar": kinds.CALENDAR}
_PAGES: Final = (b"<!doctype html", b"<html", b"<head", b"<body", b"<script", b"<iframe", b"<meta")


def sniff(head: bytes) -> Kind | None:
    """The kind of the file that begins with these bytes, or None where it is nothing that is known here."""
    return next((kind for look in _LOOKS if (kind := look(head[:HEAD]))), None)


def _by_magic(head: bytes) -> Kind | None:
    return next((kind for magic, kind in _MAGIC if head.startswith(magic)), None)


def _by_riff(head: bytes) -> Kind | None:
    return _RIFF.get(head[8:12]) if head.startswith(b"RIFF") else None


def _by_brand(head: bytes) -> Kind | None:
    """ISO base media: by the first brand that is known; among those of a picture, AV1 says more than the others."""
    if head[4:8] != b"ftyp":
        return kinds.QUICKTIME if head[4:8] in _BEFORE_BRANDS else None
    known = [kind for brand in _brands(head) if (kind := _BRANDS.get(brand) or _OF_THREE_GPP.get(brand[:3]))]
    if kinds.AVIF in known and known[0].family == "picture":
        return kinds.AVIF
    return known[0] if known else None


def _brands(head: bytes) -> list[bytes]:
    end = min(int.from_bytes(head[:4]), len(head))
    return [head[8:12], *(head[at : at + BRAND] for at in range(16, end, BRAND))]


def _by_bitmap(head: bytes) -> Kind | None:
    """Its two letters begin much else, so the length of the second header must be one that exists."""
    is_one = head.startswith(b"BM") and int.from_bytes(head[14:18], "little") in _BITMAP_HEADERS
    return kinds.BMP if is_one else None


def _by_words(head: bytes) -> Kind | None:
    text = head.removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    return _markup(text) if text.startswith(b"<") else _card(text)


def _card(text: bytes) -> Kind | None:
    return next((kind for start, kind in _CARDS.items() if text.startswith(start)), None)


def _markup(text: bytes) -> Kind | None:
    """A page wins over a drawing, as it may do more in a browser."""
    if any(page in text for page in _PAGES):
        return kinds.HTML
    if b"<svg" in text:
        return kinds.SVG
    return kinds.XML if text.startswith(b"<?xml") else None


_LOOKS: Final[tuple[Callable[[bytes], Kind | None], ...]] = (_by_brand, _by_magic, _by_riff, _by_bitmap, _by_words)

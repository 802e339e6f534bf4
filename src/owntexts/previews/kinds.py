"""The kinds of files that attachments are, and which of them are decoded here."""

from dataclasses import dataclass
from typing import Final, Literal

Family = Literal["picture", "video", "sound", "text", "other"]


@dataclass(frozen=True)
class Kind:
    """A media type, the usual end of a file name, and whether it is seen, heard or read."""

    mime: str
    suffix: str
    family: Family


JPEG: Final = Kind("image/jpeg", ".jpg", "picture")
PNG: Final = Kind("image/png", ".png", "picture")
GIF: Final = Kind("image/gif", ".gif", "picture")
WEBP: Final = Kind("image/webp", ".webp", "picture")
HEIC: Final = Kind("image/heic", ".heic", "picture")
HEICS: Final = Kind("image/heic-sequence", ".heics", "picture")
AVIF: Final = Kind("image/avif", ".avif", "picture")
BMP: Final = Kind("image/bmp", ".bmp", "picture")
TIFF: Final = Kind("image/tiff", ".tiff", "picture")
ICO: Final = Kind("image/x-icon", ".ico", "picture")
PSD: Final = Kind("image/vnd.adobe.photoshop", ".psd", "picture")
JXL: Final = Kind("image/jxl", ".jxl", "picture")


MP4: Final = Kind("video/mp4", ".mp4", "video")
QUICKTIME: Final = Kind("video/quicktime", ".mov", "video")
THREE_GP: Final = Kind("video/3gpp", ".3gp", "video")
THREE_G2: Final = Kind("video/3gpp2", ".3g2", "video")
AVI: Final = Kind("video/x-msvideo", ".avi", "video")
MATROSKA: Final = Kind("video/x-matroska", ".mkv", "video")

AMR: Final = Kind("audio/amr", ".amr", "sound")
AMR_WB: Final = Kind("audio/amr-wb", ".awb", "sound")
CAF: Final = Kind("audio/x-caf", ".caf", "sound")
M4A: Final = Kind("audio/mp4", ".m4a", "sound")
MP3: Final = Kind("audio/mpeg", ".mp3", "sound")
OGG: Final = Kind("audio/ogg", ".ogg", "sound")
WAV: Final = Kind("audio/wav", ".wav", "sound")
FLAC: Final = Kind("audio/flac", ".flac", "sound")

SVG: Final = Kind("image/svg+xml", ".svg", "text")
HTML: Final = Kind("text/html", ".html", "text")
XML: Final = Kind("text/xml", ".xml", "text")
VCARD: Final = Kind("text/vcard", ".vcf", "text")
CALENDAR: Final = Kind("text/calendar", ".ics", "text")
PDF: Final = Kind("application/pdf", ".pdf", "other")
ZIP: Final = Kind("application/zip", ".zip", "other")
GZIP: Final = Kind("application/gzip", ".gz", "other")

PICTURES: Final = frozenset({JPEG, PNG, GIF, WEBP, HEIC, HEICS, AVIF, BMP, TIFF})
PLAYED: Final = frozenset({MP4, QUICKTIME, THREE_GP, THREE_G2, AMR, AMR_WB, CAF, M4A, MP3, OGG, WAV})
"""What is decoded, by Pillow and by ffmpeg; nothing else ever reaches a decoder."""
HEARD: Final = frozenset({AMR, AMR_WB, CAF, THREE_GP, THREE_G2})
"""What voice comes in that no browser plays."""

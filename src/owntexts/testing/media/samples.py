"""One file of each kind, with what is true of it."""

from dataclasses import dataclass
from functools import cache

from owntexts.testing.media import pictures, played

SECONDS = 2
FILM = (320, 240)


@dataclass(frozen=True)
class Sample:
    """A whole file: its name, its bytes, and what it is.

    Width and height in pixels as it is shown, None of sounds; `lasts` in milliseconds, None of pictures.
    """

    name: str
    data: bytes
    mime: str
    width: int | None = None
    height: int | None = None
    lasts: int | None = None


@cache
def samples(seed: int = 1) -> tuple[Sample, ...]:
    """Every kind that can be made here."""
    return (*_pictures(seed), *(_played(seed) if played.HAS_AV else ()))


def _pictures(seed: int) -> tuple[Sample, ...]:
    size = pictures.SIZE
    return (
        Sample("IMG_0001.JPG", pictures.jpeg(seed, orientation=6), "image/jpeg", *size),
        Sample("screenshot.png", pictures.png(seed), "image/png", *size),
        Sample("funny.gif", pictures.gif(seed), "image/gif", *size),
        Sample("sticker.webp", pictures.webp(seed, frames=3), "image/webp", *size),
        Sample("IMG_0002.HEIC", pictures.heic(seed, orientation=6, tile=256), "image/heic", *size),
        Sample("IMG_0003.avif", pictures.avif(seed), "image/avif", *size),
        Sample("old.bmp", pictures.bmp(seed), "image/bmp", *size),
        Sample("pasted.tiff", pictures.tiff(seed), "image/tiff", *size),
    )


def _played(seed: int) -> tuple[Sample, ...]:
    lasts = SECONDS * 1_000
    return (
        Sample("video.mp4", played.mp4(seed, FILM, seconds=SECONDS), "video/mp4", *FILM, lasts),
        Sample("IMG_0004.MOV", played.mov(seed, FILM, seconds=SECONDS), "video/quicktime", *FILM, lasts),
        Sample("mms.3gp", played.three_gp(seed, seconds=SECONDS), "video/3gpp", *played.SIZE_3GP, lasts),
        Sample("voice.amr", played.amr(seed, SECONDS), "audio/amr", lasts=lasts),
        Sample("Audio Message.caf", played.caf(seed, SECONDS), "audio/x-caf", lasts=lasts),
        Sample("memo.m4a", played.m4a(seed, SECONDS), "audio/mp4", lasts=lasts),
    )

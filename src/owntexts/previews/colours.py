"""Colours as screens show them: red, green and blue in sRGB, and transparency only where there is some."""

from contextlib import suppress
from functools import cache
from io import BytesIO
from typing import Final

from PIL import Image, ImageCms, ImageStat

SIXTEEN_BITS: Final = "I;16"
EIGHT_BITS: Final = 256
DULL: Final = 6.0
"""How much its brightness varies, of 255."""
OPAQUE: Final = (255, 255)
WITH_PROFILE: Final = frozenset({"L", "RGB", "RGBA", "CMYK"})


def smooth(picture: Image.Image) -> Image.Image:
    """The picture in a mode that can be made smaller without steps: no palette, no single bits, no 16 bits."""
    if picture.mode.startswith(SIXTEEN_BITS):
        return picture.convert("I").point(lambda value: value / EIGHT_BITS).convert("L")
    if picture.has_transparency_data and picture.mode != "RGBA":
        return picture.convert("RGBA")
    if picture.mode == "1":
        return picture.convert("L")
    return picture.convert("RGB") if picture.mode == "P" else picture


def shown(picture: Image.Image, profile: object) -> Image.Image:
    """The picture in sRGB. A colour profile that makes no sense counts for nothing."""
    mode = "RGBA" if picture.mode == "RGBA" else "RGB"
    converted = _by_profile(picture, profile, mode) if isinstance(profile, bytes) else None
    return _opaque(converted or picture.convert(mode))


def is_dull(picture: Image.Image) -> bool:
    """Whether there is hardly anything to see: its brightness is about the same all over."""
    return ImageStat.Stat(picture.convert("L")).stddev[0] < DULL


def _by_profile(picture: Image.Image, profile: bytes, mode: str) -> Image.Image | None:
    with suppress(ImageCms.PyCMSError, OSError, ValueError):
        if picture.mode in WITH_PROFILE:
            return ImageCms.profileToProfile(
                picture, ImageCms.ImageCmsProfile(BytesIO(profile)), _srgb(), outputMode=mode
            )
    return None


@cache
def _srgb() -> ImageCms.ImageCmsProfile:
    return ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB"))


def _opaque(picture: Image.Image) -> Image.Image:
    is_opaque = picture.mode == "RGBA" and picture.getchannel("A").getextrema() == OPAQUE
    return picture.convert("RGB") if is_opaque else picture

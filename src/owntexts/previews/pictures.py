"""Pictures: from what a decoder gives to the small one, or one that fills a screen, upright and in sRGB."""

from collections.abc import Callable
from typing import BinaryIO, Final

from PIL import ExifTags, Image
from PIL.Image import Resampling, Transpose

from owntexts.previews import kinds
from owntexts.previews.answers import Answer, Large, NotPreviewed, Picture, Why
from owntexts.previews.colours import is_dull, shown, smooth
from owntexts.previews.decoders import DECODERS, whatever_is_there
from owntexts.previews.fitting import fitted, fitted_large
from owntexts.previews.kinds import Kind
from owntexts.previews.limits import LARGE_SIDE, LONG_SIDE, PICTURE_FILE, PIXELS, PIXELS_DECODED_SMALL

PIXELS_OF: Final = {kinds.JPEG: PIXELS_DECODED_SMALL}
UPRIGHT: Final = 1
ON_ITS_SIDE: Final = 5
"""From this orientation on, height and width have changed places."""
TURNS: Final = {
    2: Transpose.FLIP_LEFT_RIGHT,
    3: Transpose.ROTATE_180,
    4: Transpose.FLIP_TOP_BOTTOM,
    5: Transpose.TRANSPOSE,
    6: Transpose.ROTATE_270,
    7: Transpose.TRANSVERSE,
    8: Transpose.ROTATE_90,
}


Make = Callable[[Image.Image, int, int], Answer]
"""Takes a picture, upright, and the width and height of what it shows."""


def picture(file: BinaryIO, kind: Kind) -> Answer:
    """The preview of a picture, and of one that is cut off what there is of it. Raises what decoders raise."""
    return _answer(file, kind, LONG_SIDE, lambda small, width, height: Picture(fitted(small), width, height))


def large_picture(file: BinaryIO, kind: Kind) -> Answer:
    """A picture as large as a screen, likewise."""
    return _answer(file, kind, LARGE_SIDE, lambda large, _width, _height: Large(fitted_large(large)))


def _answer(file: BinaryIO, kind: Kind, side: int, make: Make) -> Answer:
    if file.seek(0, 2) > PICTURE_FILE:
        return NotPreviewed(Why.SIZE)
    try:
        return _made(file, kind, side, make)
    except Image.DecompressionBombError:
        return NotPreviewed(Why.PIXELS)
    except OSError:
        with whatever_is_there():
            return _made(file, kind, side, make, cut_off=True)


def _made(file: BinaryIO, kind: Kind, side: int, make: Make, *, cut_off: bool = False) -> Answer:
    file.seek(0)
    with DECODERS[kind](file) as image:
        width, height = image.size
        if width * height > PIXELS_OF.get(kind, PIXELS):
            return NotPreviewed(Why.PIXELS)
        small = _small(image, side)
        orientation = _orientation(image)
    if cut_off and is_dull(small):
        return NotPreviewed(Why.DAMAGED)
    if orientation >= ON_ITS_SIDE:
        width, height = height, width
    return make(_turned(small, orientation), width, height)


def _small(image: Image.Image, side: int) -> Image.Image:
    """No longer than that, and knowing nothing of where it comes from."""
    small = smooth(image)
    small.thumbnail((side, side), Resampling.LANCZOS)
    small = shown(small, image.info.get("icc_profile"))
    small.info = {}
    return small


def _orientation(decoded: Image.Image) -> int:
    """How the decoded picture is yet to be turned: some decoders turn it themselves, and say so then."""
    try:
        told = decoded.getexif().get(ExifTags.Base.Orientation)
    except Exception:  # noqa: BLE001 - a picture is worth more than what is said of it
        return UPRIGHT
    return told if told in TURNS else UPRIGHT


def _turned(small: Image.Image, orientation: int) -> Image.Image:
    return small.transpose(TURNS[orientation]) if orientation in TURNS else small

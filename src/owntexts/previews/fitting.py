"""A picture as a file, the small one that travels or one that fills a screen: no metadata, and never too large."""

from collections.abc import Callable, Iterable
from io import BytesIO
from itertools import product
from typing import Final

from PIL import Image

from owntexts.previews.limits import LARGE_PICTURE, LARGE_SIDE
from owntexts.wire.limits import PREVIEW

SIDES: Final = (480, 360, 240, 160, 80)
QUALITIES: Final = (75, 55, 35)
LARGE_SIDES: Final = (LARGE_SIDE, 1920, 1280)
LARGE_QUALITIES: Final = (88, 75, 50)
WEBP: Final = "WEBP"
JPEG: Final = "JPEG"
WHITE: Final = "white"
EFFORT: Final = 2
"""Of 0 to 6. The best is 5% smaller and takes four times as long."""


def fitted(picture: Image.Image) -> bytes:
    """A WebP of at most 32 KiB."""
    return _best(picture, _webp, product(SIDES, QUALITIES), PREVIEW)


def fitted_large(picture: Image.Image) -> bytes:
    """A JPEG of at most 8 MiB; what is transparent is white."""
    return _best(_on_white(picture), _jpeg, product(LARGE_SIDES, LARGE_QUALITIES), LARGE_PICTURE)


def _best(
    picture: Image.Image, encoded: Callable[[Image.Image, int], bytes], ways: Iterable[tuple[int, int]], most: int
) -> bytes:
    """The best that fits: quality goes first, then size."""
    tries = (encoded(_within(picture, side), quality) for side, quality in ways)
    return next(data for data in tries if len(data) <= most)


def _within(picture: Image.Image, side: int) -> Image.Image:
    if max(picture.size) <= side:
        return picture
    smaller = picture.copy()
    smaller.thumbnail((side, side), Image.Resampling.LANCZOS)
    return smaller


def _on_white(picture: Image.Image) -> Image.Image:
    if picture.mode != "RGBA":
        return picture
    ground = Image.new("RGB", picture.size, WHITE)
    ground.paste(picture, mask=picture)
    return ground


def _webp(picture: Image.Image, quality: int) -> bytes:
    target = BytesIO()
    picture.save(target, WEBP, quality=quality, method=EFFORT)
    return target.getvalue()


def _jpeg(picture: Image.Image, quality: int) -> bytes:
    target = BytesIO()
    picture.save(target, JPEG, quality=quality)
    return target.getvalue()

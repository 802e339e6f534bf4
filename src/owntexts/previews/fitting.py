"""A picture as the small file that travels: WebP, without metadata, and never larger than a preview may be."""

from io import BytesIO
from itertools import product
from typing import Final

from PIL import Image

from owntexts.wire.limits import PREVIEW

SIDES: Final = (480, 360, 240, 160, 80)
QUALITIES: Final = (75, 55, 35)
WEBP: Final = "WEBP"
EFFORT: Final = 2
"""Of 0 to 6. The best is 5% smaller and takes four times as long."""


def fitted(picture: Image.Image) -> bytes:
    """The best that fits: quality goes first, then size."""
    tries = (_encoded(_within(picture, side), quality) for side, quality in product(SIDES, QUALITIES))
    return next(data for data in tries if len(data) <= PREVIEW)


def _within(picture: Image.Image, side: int) -> Image.Image:
    if max(picture.size) <= side:
        return picture
    smaller = picture.copy()
    smaller.thumbnail((side, side), Image.Resampling.LANCZOS)
    return smaller


def _encoded(picture: Image.Image, quality: int) -> bytes:
    target = BytesIO()
    picture.save(target, WEBP, quality=quality, method=EFFORT)
    return target.getvalue()

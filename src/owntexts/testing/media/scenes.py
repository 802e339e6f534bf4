"""What is on a made-up picture: four quarters by which one sees how it is turned, and a texture by the seed."""

from random import Random

from PIL import Image
from PIL.Image import Resampling

QUARTERS = ("red", "lime", "blue", "white")
"""Upper left, upper right, lower left, lower right; each is tinted a little by the texture."""

TEXTURE, GRAIN = 0.3, 0.08


def scene(seed: int, width: int, height: int) -> Image.Image:
    """The same for a seed on every machine; it compresses about as badly as a photo."""
    random = Random(seed)  # noqa: S311 - a picture and no secret
    texture = Image.frombytes("RGB", (16, 12), random.randbytes(16 * 12 * 3))
    tinted = Image.blend(_quarters(width, height), texture.resize((width, height), Resampling.BICUBIC), TEXTURE)
    grain = Image.frombytes("L", (width, height), random.randbytes(width * height))
    return Image.blend(tinted, grain.convert("RGB"), GRAIN)


def corners(picture: Image.Image) -> tuple[str, ...]:
    """The quarters that a picture shows, as `QUARTERS` names them."""
    seen = picture.convert("RGB").resize((2, 2), Resampling.BOX)
    return tuple(_name(*seen.getpixel((x, y))) for y in (0, 1) for x in (0, 1))  # type: ignore[misc]


def _quarters(width: int, height: int) -> Image.Image:
    four = Image.new("RGB", (2, 2))
    for place, colour in enumerate(QUARTERS):
        four.paste(colour, (place % 2, place // 2, place % 2 + 1, place // 2 + 1))
    return four.resize((width, height), Resampling.NEAREST)


def _name(red: int, green: int, blue: int) -> str:
    red_is, green_is, blue_is = (value > max(red, green, blue) * 0.7 for value in (red, green, blue))
    names = {(True, False, False): "red", (False, True, False): "lime", (False, False, True): "blue"}
    return names.get((red_is, green_is, blue_is), "white")

"""Painted photos for the pictures of the docs: hills over water at an hour of the day. Nobody took them."""

from io import BytesIO
from math import pi, sin
from random import Random
from typing import NamedTuple

from PIL import Image, ImageChops, ImageDraw, ImageFilter
from pillow_heif import from_pillow

Colour = tuple[int, int, int]
SHORE = 0.62
"""Where the water begins, as a share of the height."""


class Hour(NamedTuple):
    """The colours of an hour: the sky above and at the horizon, the hills, the sun and how high it stands."""

    above: Colour
    horizon: Colour
    hills: Colour
    sun: Colour
    height: float


DAWN = Hour((86, 96, 158), (250, 190, 160), (58, 52, 84), (255, 226, 180), 0.52)
NOON = Hour((60, 130, 200), (190, 222, 240), (52, 98, 84), (255, 250, 230), 0.16)
DUSK = Hour((28, 34, 74), (236, 120, 74), (26, 24, 42), (255, 196, 110), 0.56)


def heic(hour: Hour, seed: int, size: tuple[int, int] = (1600, 1200)) -> bytes:
    """A photo as an iPhone stores it."""
    target = BytesIO()
    from_pillow(painted(hour, seed, size)).save(target, quality=80)
    return target.getvalue()


def jpeg(hour: Hour, seed: int, size: tuple[int, int] = (1600, 1200)) -> bytes:
    """A photo as any phone sends it."""
    target = BytesIO()
    painted(hour, seed, size).save(target, "JPEG", quality=86)
    return target.getvalue()


def painted(hour: Hour, seed: int, size: tuple[int, int]) -> Image.Image:
    """Sky, sun, three ranges of hills, and all of it again in the water."""
    width, height = size
    shore = int(height * SHORE)
    land = _sky(hour, (width, shore), seed)
    for layer in range(3):
        _range(land, hour, layer, Random(seed * 7 + layer))  # noqa: S311 - hills
    whole = Image.new("RGB", size)
    whole.paste(land)
    whole.paste(_water(land, hour, (width, height - shore)), (0, shore))
    grain = Image.effect_noise(size, 14).convert("RGB")
    return ImageChops.overlay(whole, grain)


def _sky(hour: Hour, size: tuple[int, int], seed: int) -> Image.Image:
    fading = Image.linear_gradient("L").resize(size)
    sky = Image.composite(Image.new("RGB", size, hour.horizon), Image.new("RGB", size, hour.above), fading)
    glow, place = Image.new("L", size), (size[0] * (25 + seed * 17 % 50) // 100, int(size[1] / SHORE * hour.height))
    for share, light in ((9, 60), (20, 255)):
        reach = size[0] // share
        box = (place[0] - reach, place[1] - reach, place[0] + reach, place[1] + reach)
        ImageDraw.Draw(glow).ellipse(box, fill=light)
        glow = glow.filter(ImageFilter.GaussianBlur(size[0] // (share * 3)))
    sky.paste(Image.new("RGB", size, hour.sun), mask=glow)
    return sky


def _range(land: Image.Image, hour: Hour, layer: int, chance: Random) -> None:
    """The nearer, the darker and the lower."""
    width, shore = land.size
    top = shore * (0.62 + 0.13 * layer)
    waves = [(chance.uniform(0.6, 4), chance.uniform(0, 2 * pi), chance.uniform(0.02, 0.06)) for _ in range(4)]

    def edge(x: int) -> float:
        return top + sum(shore * high * sin(2 * pi * often * x / width + begin) for often, begin, high in waves)

    ridge = [(x, edge(x)) for x in range(0, width + 8, 8)]
    near = (layer + 1) / 3
    colour = tuple(round(a * (1 - near) + b * near) for a, b in zip(hour.horizon, hour.hills, strict=True))
    ImageDraw.Draw(land).polygon([(0, shore), *ridge, (width, shore)], fill=colour)


def _water(land: Image.Image, hour: Hour, size: tuple[int, int]) -> Image.Image:
    mirrored = land.transpose(Image.Transpose.FLIP_TOP_BOTTOM).resize((land.width, size[1] * 2)).crop((0, 0, *size))
    still = mirrored.resize((size[0] // 40, size[1])).resize(size, Image.Resampling.BILINEAR)
    return Image.blend(still, Image.new("RGB", size, hour.above), 0.25)

"""Pictures that fill a screen: JPEG, upright, in sRGB, within bounds, and without a word of where they were taken."""

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from owntexts.previews.answers import Large, NotPreviewed, Why
from owntexts.previews.limits import LARGE_PICTURE, LARGE_SIDE, Bounds
from owntexts.previews.making import Previews
from owntexts.testing import media
from owntexts.testing.media import HAS_AV, NEEDLE, QUARTERS, corners

TURNED = {"heic": media.heic, "tiff": media.tiff, "avif": media.avif}


@pytest.fixture(scope="module")
def enlarging() -> Iterator[Previews]:
    with Previews(Bounds(large=True)) as previews:
        yield previews


@pytest.fixture
def place(tmp_path: Path) -> Path:
    return tmp_path / "attachment"


def shown(previews: Previews, place: Path, data: bytes) -> Image.Image:
    place.write_bytes(data)
    answer = previews.make(place)
    assert isinstance(answer, Large), answer
    assert len(answer.data) <= LARGE_PICTURE
    assert NEEDLE.encode() not in answer.data
    picture = Image.open(BytesIO(answer.data))
    assert picture.format == "JPEG"
    assert not picture.getexif()
    return picture


@pytest.mark.parametrize("form", TURNED)
def test_a_picture_keeps_its_size_and_is_turned_as_it_says(form: str, enlarging: Previews, place: Path) -> None:
    picture = shown(enlarging, place, TURNED[form](seed=2, size=(900, 600), orientation=6))
    assert picture.size == (900, 600)
    assert corners(picture) == QUARTERS


def test_a_large_photo_is_as_large_as_a_screen(enlarging: Previews, place: Path) -> None:
    picture = shown(enlarging, place, media.heic(seed=3, size=(4032, 3024)))
    assert picture.size == (LARGE_SIDE, LARGE_SIDE * 3 // 4)
    assert corners(picture) == QUARTERS


def test_what_is_transparent_is_white(enlarging: Previews, place: Path) -> None:
    target = BytesIO()
    Image.new("RGBA", (40, 30), (255, 0, 0, 0)).save(target, "TIFF")
    picture = shown(enlarging, place, target.getvalue())
    assert picture.convert("RGB").getpixel((20, 15)) == (255, 255, 255)


def test_noise_still_fits(enlarging: Previews, place: Path) -> None:
    target = BytesIO()
    Image.effect_noise((2600, 2600), 200).save(target, "BMP")
    assert max(shown(enlarging, place, target.getvalue()).size) <= LARGE_SIDE


@pytest.mark.skipif(not HAS_AV, reason="videos need the extra av to be made")
def test_a_video_is_no_picture(enlarging: Previews, place: Path) -> None:
    place.write_bytes(media.mp4())
    assert enlarging.make(place) == NotPreviewed(Why.KIND)


def test_a_damaged_picture_has_its_reason_and_the_next_one_is_shown(enlarging: Previews, place: Path) -> None:
    whole = media.heic(seed=5)
    place.write_bytes(whole[: len(whole) // 10])
    assert isinstance(enlarging.make(place), NotPreviewed)
    assert shown(enlarging, place, whole)

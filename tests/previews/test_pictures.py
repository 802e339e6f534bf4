"""Pictures of every format end small, upright, in sRGB, and without a word of where they were taken."""

from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from random import Random

import pytest
from PIL import Image
from tests.previews.conftest import Made, opened

from owntexts.previews.answers import NotPreviewed, Picture, Why
from owntexts.previews.decoders import DECODERS
from owntexts.previews.kinds import PICTURES
from owntexts.previews.limits import LONG_SIDE
from owntexts.testing import media
from owntexts.testing.media import NEEDLE, QUARTERS, Sample, corners, samples
from owntexts.wire.limits import PREVIEW

SEEN = tuple(sample for sample in samples() if sample.mime.startswith("image/"))
TURNED = (media.jpeg, media.png, media.webp, media.heic, media.avif, media.tiff)
SMALL = (96, 64)


def saved(picture: Image.Image, form: str) -> bytes:
    target = BytesIO()
    picture.save(target, form)
    return target.getvalue()


def test_every_kind_that_is_let_in_has_its_decoder() -> None:
    assert set(DECODERS) == PICTURES


@pytest.mark.parametrize("sample", SEEN, ids=lambda sample: sample.name)
def test_each_format_has_a_small_upright_picture(sample: Sample, make: Made) -> None:
    answer = make(sample.data)
    assert isinstance(answer, Picture)
    assert (answer.width, answer.height, answer.lasts) == (sample.width, sample.height, None)
    assert len(answer.data) <= PREVIEW
    picture = opened(answer)
    assert picture.format == "WEBP"
    assert picture.size == (LONG_SIDE, LONG_SIDE * answer.height // answer.width)
    assert corners(picture) == QUARTERS


@pytest.mark.parametrize("sample", SEEN, ids=lambda sample: sample.name)
def test_nothing_is_left_of_place_camera_and_comments(sample: Sample, make: Made) -> None:
    answer = make(sample.data)
    picture = opened(answer)
    assert isinstance(answer, Picture)
    assert not picture.getexif()
    assert set(picture.info) <= {"loop", "background", "timestamp", "duration"}
    assert not [word for word in (NEEDLE.encode(), b"EXIF", b"Exif", b"ICCP", b"XMP") if word in answer.data]


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("build", TURNED, ids=lambda build: build.__name__)
def test_a_picture_is_turned_as_it_says(build: Callable[..., bytes], orientation: int, make: Made) -> None:
    answer = make(build(size=SMALL, orientation=orientation))
    assert isinstance(answer, Picture)
    assert (answer.width, answer.height) == SMALL
    assert opened(answer).size == SMALL
    assert corners(opened(answer)) == QUARTERS


def test_a_small_picture_is_not_made_larger(make: Made) -> None:
    assert opened(make(media.png(size=(3, 2)))).size == (3, 2)


@pytest.mark.parametrize("size", [(1, 1), (20_000, 1), (1, 20_000)])
def test_a_picture_keeps_at_least_a_pixel_on_each_side(size: tuple[int, int], make: Made) -> None:
    answer = make(saved(Image.new("RGB", size, "red"), "PNG"))
    assert isinstance(answer, Picture)
    assert (answer.width, answer.height) == size
    assert min(opened(answer).size) >= 1
    assert max(opened(answer).size) <= LONG_SIDE


def test_what_is_transparent_stays_so(make: Made) -> None:
    picture = opened(make(media.png()))
    assert picture.mode == "RGBA"
    upper, lower = picture.getpixel((10, 10)), picture.getpixel((10, picture.height - 10))
    assert isinstance(upper, tuple)
    assert isinstance(lower, tuple)
    assert upper[3] > 250
    assert 120 < lower[3] < 136


def test_what_could_be_transparent_and_is_not_is_stored_without(make: Made) -> None:
    assert opened(make(saved(Image.new("RGBA", (8, 8), (255, 0, 0, 255)), "PNG"))).mode == "RGB"


def test_a_transparent_colour_of_a_palette_is_transparent(make: Made) -> None:
    palette = Image.new("P", (8, 8), 1)
    palette.putpalette([0, 0, 0, 255, 0, 0])
    palette.info["transparency"] = 1
    assert opened(make(saved(palette, "GIF"))).convert("RGBA").getchannel("A").getextrema() == (0, 0)


def test_colours_are_those_of_the_profile(make: Made) -> None:
    assert corners(opened(make(media.swapped_colours()))) == ("lime", "red", "blue", "white")


def test_a_profile_that_makes_no_sense_counts_for_nothing(make: Made) -> None:
    target = BytesIO()
    media.scene(1, *SMALL).save(target, "PNG", icc_profile=b"no profile")
    assert corners(opened(make(target.getvalue()))) == QUARTERS


@pytest.mark.parametrize(
    ("mode", "form", "value", "shown"),
    [
        ("1", "PNG", 1, 255),
        ("L", "JPEG", 128, 128),
        ("LA", "PNG", (128, 255), 128),
        ("I;16", "PNG", 0x8000, 128),
        ("I;16", "TIFF", 0x4000, 64),
        ("CMYK", "JPEG", (0, 0, 0, 127), 128),
        ("CMYK", "TIFF", (0, 0, 0, 127), 128),
        ("P", "BMP", 5, 0),
    ],
)
def test_every_way_to_store_a_colour_shows_it(
    mode: str, form: str, value: int | tuple[int, ...], shown: int, make: Made
) -> None:
    picture = opened(make(saved(Image.new(mode, (16, 16), value), form))).convert("L")
    assert abs(int(picture.getpixel((8, 8))) - shown) <= 3  # type: ignore[arg-type]


def test_noise_still_fits(make: Made) -> None:
    size = (1_000, 1_000)
    noise = Image.frombytes("RGBA", size, Random(1).randbytes(4 * size[0] * size[1]))  # noqa: S311
    answer = make(saved(noise, "PNG"))
    assert isinstance(answer, Picture)
    assert len(answer.data) <= PREVIEW
    assert max(opened(answer).size) >= 80


def test_the_same_file_gives_the_same_bytes(make: Made) -> None:
    assert make(media.jpeg(seed=3)) == make(media.jpeg(seed=3))


@pytest.mark.parametrize("missing", [1, 2, 1_000, 15_000])
def test_a_photo_that_is_cut_off_shows_what_is_there(missing: int, make: Made) -> None:
    assert corners(opened(make(media.jpeg()[:-missing])))[:2] == QUARTERS[:2]


def test_a_photo_of_which_nothing_is_there_is_damaged(make: Made) -> None:
    photo = media.jpeg()
    assert make(photo[: photo.index(b"\xff\xda") + 14]) == NotPreviewed(Why.DAMAGED)


def test_a_picture_inside_a_picture_is_never_shown_for_it(make: Made) -> None:
    """A photo with a thumbnail of something else."""
    other = saved(Image.new("RGB", (64, 48), "black"), "JPEG")
    exif = media.pictures.exif()
    exif.get_ifd(1).update({513: 0, 514: len(other)})
    target = BytesIO()
    media.scene(1, *SMALL).save(target, "JPEG", exif=exif.tobytes() + other)
    assert corners(opened(make(target.getvalue()))) == QUARTERS


def test_stickers_of_a_phone_are_cut_out(shared_fixtures: Path, make: Made) -> None:
    stickers = sorted((shared_fixtures / "apple/imessage-exporter/stickers").glob("*.heic"))
    assert stickers
    for sticker in stickers:
        picture = opened(make(sticker.read_bytes()))
        assert picture.mode == "RGBA"
        assert picture.getchannel("A").getextrema() == (0, 255)

"""Made-up pictures, videos and sounds are what they say, and the same for a seed."""

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from pathlib import Path

import pytest
from PIL import ExifTags, Image

from owntexts.testing import media
from owntexts.testing.media import HAS_AV, HOSTILE, NEEDLE, Sample, cut, hostile, mutated, samples

KILOBYTE = 1 << 10


def opened(data: bytes) -> Image.Image:
    return Image.open(BytesIO(data))


def test_a_seed_gives_the_same_bytes_and_another_one_others() -> None:
    ones, others = samples(), samples.__wrapped__(seed=2)
    assert samples.__wrapped__() == ones
    assert not {one.data for one in ones} & {other.data for other in others}


def test_a_photo_says_where_it_was_taken_and_how_to_turn_it() -> None:
    exif = opened(media.jpeg(orientation=6)).getexif()
    assert exif[ExifTags.Base.Orientation] == 6
    assert exif[ExifTags.Base.Make] == NEEDLE
    assert exif.get_ifd(ExifTags.IFD.GPSInfo)[ExifTags.GPS.GPSLatitude] == (52.0, 31.0, 12.0)


@pytest.mark.parametrize("build", [media.gif, media.webp], ids=["gif", "webp"])
def test_an_animation_has_frames(build: Callable[..., bytes]) -> None:
    assert getattr(opened(build(frames=3)), "n_frames", 1) == 3


def test_cutting_gives_ten_parts_and_the_first_is_empty() -> None:
    parts = list(cut(bytes(range(100))))
    assert [len(part) for part in parts] == list(range(0, 100, 10))


def test_damage_is_the_same_for_a_seed() -> None:
    whole = media.jpeg()
    assert mutated(whole, 1) == mutated(whole, 1) != mutated(whole, 2)
    assert len(mutated(whole, 2)) == len(whole)
    assert mutated(b"x", 1)


def test_what_is_hostile_is_small() -> None:
    sizes = {name: len(data) for name, data in hostile()}
    assert list(sizes) == list(HOSTILE)
    assert max(sizes.values()) < 10_000 * KILOBYTE


@pytest.mark.parametrize("sample", [each for each in samples() if each.name in ("IMG_0001.JPG", "video.mp4")])
def test_a_file_grows_and_stays_what_it_was(sample: Sample, tmp_path: Path) -> None:
    path = tmp_path / sample.name
    path.write_bytes(sample.data)
    media.grow(path, 3_000 * KILOBYTE)
    assert path.stat().st_size == 3_000 * KILOBYTE
    assert path.read_bytes().startswith(sample.data)


@pytest.mark.skipif(not HAS_AV, reason="the extra `av` is not installed")
def test_a_film_that_grew_still_plays(tmp_path: Path) -> None:
    import av  # noqa: PLC0415 - an extra

    (tmp_path / "film").write_bytes(media.mp4())
    media.grow(tmp_path / "film", 3_000 * KILOBYTE)
    with av.open(str(tmp_path / "film")) as film:
        assert sum(1 for _ in film.decode(video=0)) == 20


@pytest.mark.skipif(not HAS_AV, reason="the extra `av` is not installed")
@pytest.mark.skipif(not hasattr(os, "sched_getscheduler"), reason="this system has no real-time threads to ask about")
def test_who_makes_a_film_is_no_more_urgent_afterwards() -> None:
    with ThreadPoolExecutor(1) as thread:
        before = thread.submit(os.sched_getscheduler, 0).result()
        thread.submit(media.video, "mp4", "libsvtav1", 1, (320, 240)).result()
        assert thread.submit(os.sched_getscheduler, 0).result() == before

"""Files that mean ill: each has an answer, within its bounds, and the next file has its own."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest
from tests.previews.conftest import Made

from owntexts.previews.answers import Answer, NotPreviewed, Picture, Sound, Why
from owntexts.previews.limits import Bounds
from owntexts.previews.making import Previews
from owntexts.testing import media
from owntexts.testing.media import HOSTILE, Sample, cut, mutated, samples
from owntexts.wire.limits import MIB, PREVIEW

ANSWERED = (
    Why.EMPTY,
    Why.KIND,
    Why.DAMAGED,
    Why.PIXELS,
    Why.SIZE,
    Why.MEMORY,
    Why.TIME,
    Why.CRASHED,
    Why.FORM,
    *(() if media.HAS_AV else (Why.EXTRA,)),
)
EXPECTED = {
    **dict.fromkeys(("claims.png", "claims.jpg", "claims.gif", "larger-frame.gif", "claims.bmp"), Why.PIXELS),
    **dict.fromkeys(("claims.webp", "claims.tiff"), Why.PIXELS),
    **dict.fromkeys(("claims.heic", "claims.avif", "many-tiles.heic", "many-values.tiff"), Why.DAMAGED),
    **dict.fromkeys(("many.ico", "page.jpg", "drawing.jpg", "playlist.mp4", "zeros.heic", "ones.png"), Why.KIND),
    "empty.jpg": Why.EMPTY,
    "many-scans.jpg": Why.TIME,
}
WHOLE = {"jpeg-named.png", "png-named.jpg", "archive.jpg"}
FEW, MANY = 15, 1_000


def is_in_order(answer: Answer) -> bool:
    """Whether an answer is one that a file may have, and within its bounds."""
    if isinstance(answer, NotPreviewed):
        return answer.why in ANSWERED
    return isinstance(answer, Sound) or len(answer.data) <= PREVIEW


@pytest.fixture(scope="module")
def strict() -> Iterator[Previews]:
    with Previews(Bounds(cpu_seconds=1)) as previews:
        yield previews


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_answered_and_so_is_the_next_one(name: str, strict: Previews, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(HOSTILE[name]())
    (tmp_path / "next").write_bytes(media.jpeg(size=(64, 64)))
    answer = strict.make(tmp_path / name)
    assert is_in_order(answer)
    assert isinstance(strict.make(tmp_path / "next"), Picture)
    if name in EXPECTED:
        assert answer == NotPreviewed(EXPECTED[name])
    assert isinstance(answer, Picture) or name not in WHOLE


@pytest.mark.parametrize("sample", samples(), ids=lambda sample: sample.name)
def test_a_file_that_is_cut_off_anywhere_has_an_answer(sample: Sample, make: Made) -> None:
    assert all(is_in_order(make(part)) for part in cut(sample.data))


@pytest.mark.parametrize("sample", samples(), ids=lambda sample: sample.name)
def test_a_spoilt_file_has_an_answer(sample: Sample, make: Made) -> None:
    assert all(is_in_order(make(mutated(sample.data, seed))) for seed in range(FEW))


@pytest.mark.torture
@pytest.mark.parametrize("sample", samples(), ids=lambda sample: sample.name)
def test_many_spoilt_files_have_answers_and_cost_the_one_who_asks_nothing(sample: Sample, make: Made) -> None:
    before = psutil.Process().memory_info().rss
    assert all(is_in_order(make(mutated(sample.data, seed))) for seed in range(FEW, MANY))
    assert psutil.Process().memory_info().rss - before < 20 * MIB


def test_what_takes_more_memory_than_is_allowed_is_given_up(tmp_path: Path) -> None:
    large, small = tmp_path / "large.png", tmp_path / "small.png"
    large.write_bytes(media.bombs.png_of_nothing())
    small.write_bytes(media.png(size=(64, 64)))
    with Previews(Bounds(memory=200 * MIB)) as previews:
        assert previews.make(large) == NotPreviewed(Why.MEMORY)
        assert isinstance(previews.make(small), Picture)


def test_what_takes_too_long_is_given_up_on_the_clock_too(tmp_path: Path) -> None:
    slow = tmp_path / "slow.jpg"
    slow.write_bytes(media.bombs.jpeg_of_many_scans())
    with Previews(Bounds(seconds=0.5)) as previews:
        assert previews.make(slow) == NotPreviewed(Why.TIME)


def test_a_film_of_any_length_costs_no_memory_of_its_own() -> None:
    """A hole in a file has no bytes on the disk."""
    if not media.HAS_AV:
        pytest.skip("the extra `av` is not installed")
    with tempfile.TemporaryFile() as file, Previews(Bounds(memory=500 * MIB)) as previews:
        file.write(media.mp4() + (1).to_bytes(4) + b"free" + (5 << 30).to_bytes(8))
        file.truncate(file.tell() + (5 << 30) - 16)
        assert isinstance(previews.make(file.fileno()), Picture)


def test_a_picture_file_of_any_length_is_not_read() -> None:
    with tempfile.TemporaryFile() as file, Previews() as previews:
        file.write(media.heic(size=(64, 64)))
        file.truncate(5 << 30)
        assert previews.make(file.fileno()) == NotPreviewed(Why.SIZE)

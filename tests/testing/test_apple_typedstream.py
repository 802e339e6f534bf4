"""Bodies are written byte by byte as Apple writes them, and are read back by the decoder of the house."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from owntexts.testing.apple.typedstream import PART, Run, attributed, integer, plain, units

FOLDER = "apple/imessage-exporter/typedstream"


def test_a_plain_body_is_the_one_of_a_real_store(shared_fixtures: Path) -> None:
    assert plain("Noter test") == (shared_fixtures / FOLDER / "AttributedBodyTextOnly").read_bytes()


def test_an_empty_body_is_the_one_of_a_real_store(shared_fixtures: Path) -> None:
    assert attributed([], mutable=False) == (shared_fixtures / FOLDER / "Blank").read_bytes()


@given(st.text(min_size=1, max_size=300))
def test_the_short_way_writes_what_the_long_way_writes(text: str) -> None:
    assert plain(text) == attributed([Run(text, {PART: 0})])


@given(st.text())
def test_length_is_counted_in_utf_16_units(text: str) -> None:
    assert units(text) == len(text.encode("utf-16-le")) // 2


@pytest.mark.parametrize(
    ("value", "written"),
    [(0, "00"), (127, "7f"), (128, "818000"), (-110, "92"), (-1, "ff"), (-111, "8191ff"), (40_000, "82409c0000")],
)
def test_numbers_take_as_little_room_as_they_can(value: int, written: str) -> None:
    assert integer(value).hex() == written

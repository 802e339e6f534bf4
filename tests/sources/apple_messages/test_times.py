import pytest
from hypothesis import given
from hypothesis import strategies as st

from owntexts.sources.apple_messages.times import milliseconds, seconds
from owntexts.sources.malformed import Malformed


@pytest.mark.parametrize(
    ("told", "unix"),
    [
        (760569924490443648, 1738877124490),
        (588813210539788032, 1567120410539),
        (345_678_901, 1_323_986_101_000),
        (999_999_999_999_999, 978_307_200_000 + 999_999_999),
        (0, None),
        (None, None),
    ],
)
def test_times_are_told_by_their_magnitude(told: int | None, unix: int | None) -> None:
    assert milliseconds(told) == unix


def test_fractions_of_seconds_are_floored() -> None:
    assert seconds(743907180.8749) == 1722214380874


@pytest.mark.parametrize("told", [-1_000_000_000_000, 999_999_999_999, 1 << 62, -(1 << 62), 10**18 * 4, float("nan")])
def test_times_outside_the_years_1970_to_2100_are_malformed(told: float) -> None:
    with pytest.raises(Malformed, match="1970 to 2100"):
        milliseconds(told)


@given(st.integers(-(1 << 63), (1 << 63) - 1) | st.floats())
def test_any_number_is_a_time_or_malformed(told: float) -> None:
    try:
        unix = milliseconds(told)
    except Malformed:
        return
    assert unix is None or 0 <= unix < 4_102_444_800_000

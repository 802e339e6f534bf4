"""The clock of intents: later than what it overwrites, never led astray by a stamp from the future."""

from hypothesis import given
from hypothesis import strategies as st

from owntexts.model.clock import COUNTERS, VOID_FROM_MS, is_void, next_stamp
from owntexts.model.records import Stamp

A, B = b"a" * 16, b"b" * 16
NOW = 1_700_000_000_000

times = st.integers(0, VOID_FROM_MS - 2)
stamps = st.builds(Stamp, times, st.integers(0, COUNTERS - 1), st.sampled_from([A, B]))


@given(times, stamps)
def test_a_stamp_is_later_than_the_one_it_overwrites(wall: int, overwritten: Stamp) -> None:
    stamp = next_stamp(wall, 0, A, overwritten)
    assert stamp > overwritten
    assert 0 <= stamp.counter < COUNTERS


@given(times, stamps)
def test_a_stamp_is_never_earlier_than_the_clock(wall: int, overwritten: Stamp) -> None:
    assert next_stamp(wall, 0, A, overwritten) >= Stamp(wall, 0, A)


def test_a_stamp_from_the_future_moves_only_what_it_stamped() -> None:
    future = Stamp(NOW + 10_000_000, 4, B)
    assert next_stamp(NOW, 0, A, future) == Stamp(future.ms, 5, A)
    assert next_stamp(NOW, 0, A) == Stamp(NOW, 0, A)


def test_a_full_counter_goes_on_in_the_next_millisecond() -> None:
    assert next_stamp(NOW, 0, A, Stamp(NOW, COUNTERS - 1, B)) == Stamp(NOW + 1, 0, A)


def test_stamps_follow_the_hubs_clock() -> None:
    assert next_stamp(NOW, -3_600_000, A).ms == NOW - 3_600_000


def test_stamps_from_2100_on_are_void_and_are_not_followed() -> None:
    late = Stamp(VOID_FROM_MS, 0, B)
    assert is_void(late)
    assert not is_void(Stamp(VOID_FROM_MS - 1, 0, B))
    assert next_stamp(NOW, 0, A, late) == Stamp(NOW, 0, A)


def test_stamps_outside_the_clock_are_void() -> None:
    assert is_void(Stamp(-1, 0, A))
    assert is_void(Stamp(NOW, COUNTERS, A))

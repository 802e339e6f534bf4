from hypothesis import given
from hypothesis import strategies as st

from owntexts.sync.backoff import FIRST_MS, LONGEST_MS, backoff_ms

JITTER = st.floats(0, 1, exclude_max=True)


@given(st.integers(0, 10_000), JITTER)
def test_a_hub_is_left_alone_longer_and_longer_but_never_for_ever(failures: int, jitter: float) -> None:
    assert FIRST_MS // 2 <= backoff_ms(failures, jitter) <= LONGEST_MS
    assert backoff_ms(failures + 1, 0.0) >= backoff_ms(failures, 0.0)


@given(st.integers(0, 60), JITTER, st.integers(0, LONGEST_MS))
def test_never_sooner_than_the_hub_asked(failures: int, jitter: float, asked: int) -> None:
    assert backoff_ms(failures, jitter, asked) >= asked


def test_two_devices_do_not_come_back_at_the_same_moment() -> None:
    assert backoff_ms(5, 0.1) != backoff_ms(5, 0.9)

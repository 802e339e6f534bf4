import pytest
from hypothesis import given
from hypothesis import strategies as st

from owntexts.hub.service.limits import KEYS, Window, address_key
from owntexts.hub.service.refusals import Refused


def refused(window: Window, key: str, now: int) -> int | None:
    try:
        window.take(key, now)
    except Refused as refusal:
        return refusal.retry_after_s
    return None


@given(st.lists(st.integers(0, 5_000), min_size=1, max_size=60))
def test_no_span_ever_holds_more_than_the_most(times: list[int]) -> None:
    window = Window(3, 1_000)
    taken = [now for now in sorted(times) if refused(window, "a", now) is None]
    for end in taken:
        assert sum(end - 1_000 < each <= end for each in taken) <= 3


@given(st.lists(st.integers(0, 5_000), min_size=4, max_size=60))
def test_who_waits_as_long_as_told_is_let_in(times: list[int]) -> None:
    window = Window(3, 1_000)
    for now in sorted(times):
        wait = refused(window, "a", now)
    if wait is not None:
        assert refused(window, "a", now + wait * 1000) is None


def test_keys_do_not_count_against_each_other() -> None:
    window = Window(1, 1_000)
    assert refused(window, "a", 0) is None
    assert refused(window, "b", 0) is None
    assert refused(window, "a", 0) == 2


def test_a_try_that_was_given_back_does_not_count() -> None:
    window = Window(1, 1_000)
    window.take("a", 0)
    window.give_back("a")
    window.give_back("a")
    window.give_back("unknown")
    assert refused(window, "a", 0) is None


def test_memory_is_bounded_whatever_the_number_of_keys() -> None:
    window = Window(1, 1_000)
    for number in range(KEYS + 500):
        window.take(str(number), 0)
    assert len(window._tries) == KEYS


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("192.0.2.1", "192.0.2.2", False),
        ("192.0.2.1", "::ffff:192.0.2.1", True),
        ("2001:db8::1", "2001:db8::ffff", True),
        ("2001:db8::1", "2001:db8:0:1::1", False),
        ("fe80::1%eth0", "fe80::2%eth1", True),
        ("", "unknown", False),
    ],
)
def test_addresses_of_one_party_share_a_key(one: str, other: str, same: bool) -> None:
    assert (address_key(one) == address_key(other)) is same

"""How long a source is usually silent."""

from itertools import pairwise

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from owntexts.agent import silences
from owntexts.agent.home import Home

HOUR = 3_600_000
DAY = 24 * HOUR
BEGIN = 1_767_225_600_000


def usual(home: Home, source: str, *days: float) -> int | None:
    """In days, after messages on these."""
    for day in days:
        silences.heard(home.replica, source, BEGIN + round(day * DAY))
    found = silences.usual(home.replica, source)
    return None if found is None else round(found / 86_400)


def test_the_longest_silence_that_came_twice_is_usual(home: Home) -> None:
    assert usual(home, "1", 0, 10, 19) == 9
    assert usual(home, "1", 33) == 10


def test_a_single_long_silence_may_have_been_a_fault(home: Home) -> None:
    assert usual(home, "1", 0, 0.5, 1, 2, 22) == 1
    assert usual(home, "2", 5) is None
    assert usual(home, "3") is None


def test_what_was_long_ago_and_sources_that_are_gone_are_forgotten(home: Home) -> None:
    usual(home, "1", 0, 30, 60)
    assert usual(home, "1", 140, 141, 142) == 1
    silences.forget(home.replica, "1")
    assert usual(home, "1") is None


def test_an_older_message_says_nothing(home: Home) -> None:
    assert usual(home, "1", 10, 20, 5, 30) == 10
    silences.heard(home.replica, "1", None)
    assert usual(home, "1") == 10


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30)
@given(st.lists(st.integers(0, 60 * 24), min_size=3, max_size=60, unique=True))
def test_many_messages_take_little_room_and_no_long_silence_is_lost(home: Home, hours: list[int]) -> None:
    silences.forget(home.replica, "1")
    moments = [BEGIN + hour * HOUR for hour in sorted(hours)]
    for moment in moments:
        silences.heard(home.replica, "1", moment)
    gaps = sorted(after - before for before, after in pairwise(moments))
    if gaps[-2] >= 2 * DAY:
        assert silences.usual(home.replica, "1") == gaps[-2] // 1000
    assert len(silences._moments(home.replica, "1")) <= 2 * 61 + 1

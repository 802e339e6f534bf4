"""Equal keys are counted, without keeping them."""

from contextlib import closing

from owntexts.sources.telephony.repeats import Repeats


def test_only_times_that_came_twice_may_repeat() -> None:
    with closing(Repeats()) as repeats:
        for time in ("1", "2", "1"):
            repeats.note(time)
        assert repeats.may_repeat("1")
        assert not repeats.may_repeat("2")


def test_equal_keys_are_numbered_in_their_order() -> None:
    with closing(Repeats()) as repeats:
        assert [repeats.occurrence(key) for key in ("a", "b", "a", "a", "\ud83d")] == [0, 0, 1, 2, 0]


def test_many_keys_take_no_more_memory_than_few() -> None:
    with closing(Repeats()) as repeats:
        assert {repeats.occurrence(f"key {number % 5_000}") for number in range(10_000)} == {0, 1}

"""What the person did last holds, and what is stamped absurdly holds nothing."""

from functools import reduce

from hypothesis import given
from hypothesis import strategies as st

from owntexts.model.clock import VOID_FROM_MS
from owntexts.model.intents import key, latest, merge
from owntexts.model.records import Intent, Stamp

intents = st.builds(
    Intent,
    scope=st.just("message"),
    target=st.just(b"t" * 16),
    field=st.just("deleted"),
    value=st.sampled_from([None, 0, 1, "a", True]),
    stamp=st.builds(
        Stamp,
        st.sampled_from([0, 1, VOID_FROM_MS - 1, VOID_FROM_MS, -1]),
        st.integers(0, 2),
        st.sampled_from([b"a" * 16, b"b" * 16]),
    ),
)


def an_intent(field: str, value: int | None, ms: int, target: bytes = b"t" * 16) -> Intent:
    return Intent(scope="message", target=target, field=field, value=value, stamp=Stamp(ms, 0, b"d" * 16))


@given(st.lists(intents, min_size=1, max_size=5), st.data())
def test_any_order_and_any_repetition_end_equal(given_: list[Intent], data: st.DataObject) -> None:
    again = data.draw(st.permutations(given_ + data.draw(st.lists(st.sampled_from(given_), max_size=3))))
    assert repr(reduce(merge, again)) == repr(reduce(merge, given_))


@given(intents, intents, intents)
def test_merging_is_associative(a: Intent, b: Intent, c: Intent) -> None:
    assert repr(merge(merge(a, b), c)) == repr(merge(a, merge(b, c)))


def test_the_largest_stamp_wins_over_every_member_of_a_class() -> None:
    held = latest([an_intent("deleted", 5, 10), an_intent("deleted", None, 20, b"u" * 16), an_intent("read", 1, 1)])
    assert {field: intent.value for field, intent in held.items()} == {"deleted": None, "read": 1}


def test_a_void_stamp_holds_nothing_and_beats_nothing() -> None:
    void, real = an_intent("deleted", 5, VOID_FROM_MS), an_intent("deleted", 6, 1)
    assert merge(void, real) == real
    assert latest([void]) == {}


def test_an_intent_is_the_value_of_one_field_of_one_target() -> None:
    assert key(an_intent("deleted", 5, 1)) == key(an_intent("deleted", None, 2))
    assert key(an_intent("deleted", 5, 1)) != key(an_intent("read", 5, 1))

"""What stores say of threads and handles ends as one, whatever the order."""

from functools import reduce
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from owntexts.errors import ReplicaDamaged
from owntexts.model.ids import thread_id
from owntexts.model.records import Handle, Header, Thread
from owntexts.model.threads import (
    adds_to,
    decode_handle,
    decode_thread,
    effective,
    encode_state,
    identity,
    merge,
)

headers = st.builds(Header, st.integers(0, 2), st.integers(1, 2), st.just(1))
threads = st.builds(
    Thread,
    family=st.just("apple"),
    key=st.just("group:g"),
    header=headers,
    group=st.sampled_from([None, True, False]),
    identifier=st.sampled_from([None, "chat1", "chat2"]),
    name=st.sampled_from([None, "Family", "Home"]),
    members=st.none() | st.lists(st.sampled_from("abc"), max_size=3).map(tuple),
    service=st.sampled_from([None, "SMS", "iMessage"]),
)
handles = st.builds(
    Handle,
    raw=st.just("+15550100"),
    header=headers,
    person=st.sampled_from([None, "", "p1", "p2"]),
    country=st.sampled_from([None, "us"]),
)
several = st.lists(threads, min_size=1, max_size=5) | st.lists(handles, min_size=1, max_size=5)


def state(given_: list[Any]) -> tuple[Any, ...]:
    return reduce(merge, ((one,) for one in given_))


@given(several, st.data())
def test_any_order_and_any_repetition_end_equal(given_: list[Any], data: st.DataObject) -> None:
    again = data.draw(st.permutations(given_ + data.draw(st.lists(st.sampled_from(given_), max_size=3))))
    cut = data.draw(st.integers(1, len(again)))
    halves = [state(half) for half in (again[:cut], again[cut:]) if half]
    assert encode_state(state(halves_merged(halves))) == encode_state(state(given_))


def halves_merged(halves: list[tuple[Any, ...]]) -> list[Any]:
    return list(reduce(merge, halves))


@given(several)
def test_each_field_is_the_newest_that_is_known(given_: list[Any]) -> None:
    said = effective(state(given_))
    for field in {"group", "identifier", "name", "service", "person", "country"} & set(said.__struct_fields__):
        newest = max((one.header for one in given_ if getattr(one, field) is not None), default=None)
        rivals = {getattr(one, field) for one in given_ if one.header == newest}
        assert getattr(said, field) in rivals or newest is None


@given(st.lists(threads, min_size=1, max_size=5))
def test_the_members_of_a_thread_add_up(given_: list[Thread]) -> None:
    known = [set(one.members) for one in given_ if one.members is not None]
    merged = effective(state(given_)).members
    assert merged == (given_[0].members if len(set(given_)) == 1 else tuple(sorted(set().union(*known)))) or not known


@given(several)
def test_what_is_already_known_adds_nothing(given_: list[Any]) -> None:
    facts = state(given_)
    assert not any(adds_to(facts, one) for one in given_)


def test_a_newer_message_alone_does_not_change_a_thread() -> None:
    thread = Thread(family="apple", key="with:+15550100", header=Header(1, 1, 1), members=("+15550100",))
    newer = Thread(family="apple", key="with:+15550100", header=Header(9, 1, 1), members=("+15550100",))
    assert not adds_to((thread,), newer)


def test_a_new_name_and_a_new_member_change_a_thread() -> None:
    thread = Thread(family="apple", key="group:g", header=Header(1, 1, 1), members=("a",))
    assert adds_to((thread,), Thread(family="apple", key="group:g", header=Header(1, 1, 1), members=("b",)))
    assert adds_to((thread,), Thread(family="apple", key="group:g", header=Header(1, 1, 1), name="Family"))


def test_a_thread_is_known_by_its_family_and_key() -> None:
    thread = Thread(family="apple", key="orphans", header=Header(0, 0, 0))
    assert identity((thread,)) == thread_id("apple", "orphans")


@given(st.lists(threads, min_size=1, max_size=4), st.lists(handles, min_size=1, max_size=4))
def test_states_survive_being_stored(some: list[Thread], others: list[Handle]) -> None:
    assert decode_thread(encode_state(state(some))) == state(some)
    assert decode_handle(encode_state(state(others))) == state(others)


def test_a_stored_state_that_is_nonsense_is_a_damaged_replica() -> None:
    for decode in (decode_thread, decode_handle):
        with pytest.raises(ReplicaDamaged):
            decode(b"\x91\x01")

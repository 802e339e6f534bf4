"""Records of one sighting end as one state, in whatever order, how often and over how many devices they come."""

from functools import reduce
from hashlib import sha256
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from owntexts.errors import ReplicaDamaged
from owntexts.model.codec import decode_records, encode_records
from owntexts.model.facts import (
    EARLIEST,
    PLAIN,
    Facts,
    adds_to,
    decode_state,
    effective,
    encode_state,
    expanded,
    identity,
    merge,
    superseded_texts,
    texts_of,
)
from owntexts.model.ids import pack_native, sighting_id
from owntexts.model.records import ATTACHMENT, TEXT, UNSENT, Edit, Event, Header, Part, Range, ReplyTo, Sighting

GUID = "0F7B2C1E-9A4D-4E55-8C3B-1234567890AB"

headers = st.builds(Header, st.integers(0, 3), st.integers(1, 2), st.integers(1, 2))
parts = st.lists(
    st.one_of(
        st.sampled_from(["one", "two", "three", ""]),
        st.builds(Part, st.sampled_from([TEXT, UNSENT, ATTACHMENT]), st.sampled_from([None, "one", "four"])),
        st.builds(
            Part, st.just(TEXT), st.just("bold"), st.just((Range(start=0, length=4, kind="style", value="bold"),))
        ),
    ),
    max_size=3,
).map(tuple)


def perhaps(*values: object) -> st.SearchStrategy[object]:
    return st.sampled_from([None, *values])


records = st.builds(
    Sighting,
    family=st.just("apple"),
    native=st.just(pack_native(GUID)),
    header=headers,
    formats=st.sampled_from([0, 2, 4]),
    kind=perhaps(0, 1),
    direction=perhaps(0, 1),
    service=perhaps("SMS", "iMessage", "RCS"),
    sender=perhaps("+15550100", "ada@example.org"),
    at=perhaps(0, 1_000),
    threads=perhaps((b"t" * 16,), (b"t" * 16, b"u" * 16), ()),
    subject=perhaps("s", ""),
    parts=st.none() | parts,
    effect=perhaps("impact"),
    reply_to=perhaps(ReplyTo(b"r" * 16), ReplyTo(b"r" * 16, 1)),
    event=perhaps(Event("left", "ada")),
    delivered_at=perhaps(0, 5, 6),
    read_at=perhaps(7, 8),
    deleted_at=perhaps(0, 9),
    flags=perhaps(0, 1, 3),
    extra=perhaps({"a": 1, "b": "x"}, {"b": "x", "a": 2}),
)
states = st.lists(records, min_size=1, max_size=4).map(lambda given_: reduce(merge, ((one,) for one in given_)))


def a_record(changed: int = 0, decoder: int = 1, **fields: Any) -> Sighting:
    fields = {"formats": 2, "kind": 0, "parts": ("hello",)} | fields
    return Sighting(family="apple", native=pack_native(GUID), header=Header(changed, decoder, 1), **fields)


def state(*given_: Sighting) -> Facts:
    return reduce(merge, ((one,) for one in given_))


def digest(value: object) -> bytes:
    return sha256(msgspec.msgpack.Encoder(order="deterministic").encode(value)).digest()


@given(states, states)
def test_merging_is_commutative(a: Facts, b: Facts) -> None:
    assert merge(a, b) == merge(b, a)


@given(states, states, states)
def test_merging_is_associative(a: Facts, b: Facts, c: Facts) -> None:
    assert merge(merge(a, b), c) == merge(a, merge(b, c))


@given(states, states)
def test_merging_again_changes_nothing(a: Facts, b: Facts) -> None:
    both = merge(a, b)
    assert merge(both, both) == both
    assert merge(both, a) == both
    assert merge(both, expanded(b)) == both


@given(st.lists(records, min_size=1, max_size=6), st.data())
def test_any_order_any_repetition_and_any_split_over_three_devices_end_equal(
    given_: list[Sighting], data: st.DataObject
) -> None:
    devices: list[list[Sighting]] = [[], [], []]
    for record in given_ + data.draw(st.lists(st.sampled_from(given_), max_size=4)):
        devices[data.draw(st.integers(0, 2))].append(record)
    seen = [state(*data.draw(st.permutations(device))) for device in devices if device]
    travelled = [
        merge_all(decode_records(encode_records(expanded(facts)))) for facts in data.draw(st.permutations(seen))
    ]
    assert encode_state(reduce(merge, travelled)) == encode_state(state(*given_))


def merge_all(layers: list[object]) -> Facts:
    return state(*(layer for layer in layers if isinstance(layer, Sighting)))


@given(st.lists(records, min_size=1, max_size=6))
def test_each_field_is_won_by_the_newest_header_then_the_larger_digest(given_: list[Sighting]) -> None:
    said = effective(state(*given_))
    for field in (*PLAIN, "parts"):
        rivals = [one for one in given_ if getattr(one, field) is not None]
        winner = max(rivals, key=lambda one: (one.header, digest(getattr(one, field))), default=None)
        assert getattr(said, field) == (None if winner is None else getattr(winner, field)), field


@given(st.lists(records, min_size=1, max_size=6))
def test_delivered_and_read_are_the_earliest_and_formats_add_up(given_: list[Sighting]) -> None:
    said = effective(state(*given_))
    for field in EARLIEST:
        times = [getattr(one, field) for one in given_ if getattr(one, field) is not None]
        assert getattr(said, field) == min(times, default=None)
    assert said.formats == reduce(int.__or__, (one.formats for one in given_))


@given(st.lists(records, min_size=1, max_size=6))
def test_no_text_that_was_the_newest_of_its_time_is_lost(given_: list[Sighting]) -> None:
    facts = state(*given_)
    now = effective(facts).parts
    told = {(edit.part, edit.text) for edit in superseded_texts(facts)}
    told |= set(texts_of(now if isinstance(now, tuple) else ()).items())
    for changed in {one.header.changed for one in given_ if one.parts is not None}:
        rivals = [one for one in given_ if one.header.changed == changed and one.parts is not None]
        winner = max(rivals, key=lambda one: (one.header, digest(one.parts)))
        assert isinstance(winner.parts, tuple)
        assert set(texts_of(winner.parts).items()) <= told


@given(states)
def test_what_travels_makes_the_same_state_and_holds_no_shorthand(facts: Facts) -> None:
    assert all(not isinstance(layer.parts, bool) for layer in expanded(facts))
    assert state(*expanded(facts)) == facts


@given(states)
def test_a_state_survives_being_stored(facts: Facts) -> None:
    assert decode_state(encode_state(facts)) == facts


@given(states, records)
def test_a_record_adds_exactly_when_something_shown_changes(facts: Facts, record: Sighting) -> None:
    before, after = effective(facts), effective(merge(facts, (record,)))
    changes = replace(after, header=before.header) != before
    texts = {(edit.part, edit.text) for edit in superseded_texts(merge(facts, (record,)))}
    changes = changes or texts != {(edit.part, edit.text) for edit in superseded_texts(facts)}
    assert adds_to(facts, record) is changes
    assert not adds_to(merge(facts, (record,)), record)


def test_nothing_known_never_beats_a_value() -> None:
    assert effective(state(a_record(subject="dinner"), a_record(changed=5, subject=None))).subject == "dinner"


def test_a_new_decoder_that_decodes_the_same_adds_nothing() -> None:
    assert not adds_to((a_record(),), a_record(decoder=2))


def test_a_read_receipt_keeps_one_copy_of_the_text() -> None:
    facts = state(a_record(), a_record(changed=7, read_at=7))
    assert [layer.parts for layer in facts] == [("hello",), True]
    assert superseded_texts(facts) == ()


def test_a_text_that_was_unsent_stays_in_the_history() -> None:
    facts = state(a_record(at=3), a_record(changed=50, at=3, parts=(Part(UNSENT),)))
    assert superseded_texts(facts) == (Edit(target=identity(facts), part=0, at=3, text="hello"),)


def test_a_replaced_text_is_dated_by_its_own_last_change() -> None:
    facts = state(a_record(changed=20), a_record(changed=50, parts=("goodbye",)))
    assert [edit.at for edit in superseded_texts(facts)] == [20]


def test_a_text_that_an_edit_tells_of_is_not_told_twice() -> None:
    facts = state(a_record(), a_record(changed=50, parts=("goodbye",)))
    edit = Edit(target=identity(facts), part=0, at=1, text="hello")
    assert superseded_texts(facts, [edit]) == ()


def test_a_better_decoder_of_the_same_row_leaves_no_history() -> None:
    facts = state(a_record(parts=("h?llo",)), a_record(decoder=2))
    assert superseded_texts(facts) == ()
    assert len(facts) == 1


def test_a_sighting_is_known_by_its_native_key_however_that_travels() -> None:
    packed, plain = a_record(), replace(a_record(), native=GUID)
    assert identity((packed,)) == identity((plain,)) == sighting_id("apple", GUID)
    assert encode_state(merge((packed,), (plain,))) == encode_state(merge((plain,), (packed,)))


@pytest.mark.parametrize("nonsense", [b"", b"\x90\x90", b"\x91\x92\x02\x01", b"\xdd\xff\xff\xff\xff"])
def test_a_stored_state_that_is_nonsense_is_a_damaged_replica(nonsense: bytes) -> None:
    with pytest.raises(ReplicaDamaged) as damage:
        decode_state(nonsense)
    assert damage.value.code == "replica.damaged"
    assert damage.value.finding.fixes

"""Records travel as one array, and what a newer version wrote is kept as it was."""

from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from owntexts.errors import IntegrityFailed
from owntexts.model.codec import Unknown, decode_records, encode_records
from owntexts.model.records import (
    Attachment,
    Edit,
    Event,
    Grave,
    Handle,
    Header,
    Intent,
    Part,
    Range,
    Reaction,
    Record,
    ReplyTo,
    Sighting,
    Stamp,
    Thread,
)

pack = msgspec.msgpack.encode
text = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
ids = st.binary(min_size=16, max_size=16)
whole = st.integers(-(1 << 62), 1 << 62)
maybe_text = st.none() | text
maybe_whole = st.none() | whole
header = st.builds(Header, whole, whole, whole)
attachment = st.builds(
    Attachment, ids, maybe_text, maybe_text, st.none() | st.integers(0, (1 << 64) - 1), whole, whole, maybe_text
)
part = st.builds(
    Part,
    whole,
    maybe_text,
    st.lists(st.builds(Range, whole, whole, text, text), max_size=2).map(tuple),
    st.none() | attachment,
    maybe_text,
)
sighting = st.builds(
    Sighting,
    family=text,
    native=ids | text,
    header=header,
    formats=whole,
    kind=maybe_whole,
    direction=maybe_whole,
    service=maybe_text,
    sender=maybe_text,
    at=maybe_whole,
    threads=st.none() | st.lists(ids, max_size=2).map(tuple),
    subject=maybe_text,
    parts=st.none() | st.lists(text | part, max_size=3).map(tuple),
    effect=maybe_text,
    reply_to=st.none() | st.builds(ReplyTo, ids, maybe_whole),
    event=st.none() | st.builds(Event, text, maybe_text, maybe_text),
    delivered_at=maybe_whole,
    read_at=maybe_whole,
    deleted_at=maybe_whole,
    flags=maybe_whole,
    extra=st.none() | st.dictionaries(text, whole | text, max_size=3),
)
record: st.SearchStrategy[Record] = st.one_of(
    sighting,
    st.builds(
        Thread,
        family=text,
        key=text,
        header=header,
        group=st.none() | st.booleans(),
        identifier=maybe_text,
        name=maybe_text,
        members=st.none() | st.lists(text, max_size=3).map(tuple),
        service=maybe_text,
    ),
    st.builds(Handle, raw=text, header=header, person=maybe_text, country=maybe_text),
    st.builds(
        Reaction,
        target=ids,
        part=maybe_whole,
        sender=maybe_text,
        kind=text,
        emoji=maybe_text,
        at=maybe_whole,
        removed=st.booleans(),
        attachment=st.none() | attachment,
    ),
    st.builds(Edit, target=ids, part=whole, at=maybe_whole, text=text),
    st.builds(
        Intent,
        scope=text,
        target=ids | text,
        field=text,
        value=st.none() | text | whole | st.booleans(),
        stamp=st.builds(Stamp, whole, whole, ids),
    ),
    st.builds(Grave, id=ids, digest=st.binary(max_size=24)),
)

EDIT = [5, b"t" * 16, 0, 12, "hello"]


@given(st.lists(record, max_size=5))
def test_what_is_encoded_comes_back_the_same(records: list[Record]) -> None:
    assert decode_records(encode_records(records)) == records


@given(st.lists(record, max_size=3), st.integers(8, 1 << 40), st.lists(st.integers() | text, max_size=3))
def test_an_unknown_kind_is_kept_and_written_again_verbatim(
    records: list[Record], kind: int, fields: list[Any]
) -> None:
    newer = pack([kind, *[str(field) for field in fields]])
    data = pack([*map(msgspec.Raw, map(pack, records)), msgspec.Raw(newer)])
    came = decode_records(data)
    assert came[-1] == Unknown(kind, newer)
    assert encode_records(came)[-len(newer) :] == newer


def test_a_record_with_a_newer_field_is_kept_whole() -> None:
    newer = pack([*EDIT, "a field of a later version"])
    assert decode_records(b"\x91" + newer) == [Unknown(5, newer)]


def test_a_newer_field_deep_inside_a_record_is_not_lost_either() -> None:
    newer = pack([1, "apple", "key", [1, 1, 1, "deep"], 2])
    assert decode_records(b"\x91" + newer) == [Unknown(1, newer)]


def test_a_shorter_record_of_an_older_version_is_understood() -> None:
    older = pack([3, "+15550100", [1, 1, 1]])
    assert decode_records(b"\x91" + older) == [Handle(raw="+15550100", header=Header(1, 1, 1))]


def test_a_record_in_longer_bytes_than_needed_is_understood() -> None:
    roomy = b"\x95\x05\xc4\x10" + b"t" * 16 + b"\xcd\x00\x00\x0c\xa5hello"
    assert decode_records(b"\x91" + roomy) == [Edit(target=b"t" * 16, part=0, at=12, text="hello")]


@pytest.mark.parametrize(
    "odd",
    [
        [5, b"short id", 0, 12, "hello"],
        [5, b"t" * 16, 0, 1 << 63, "hello"],
        [5, b"t" * 16, 0, 12, 7],
        [1, "apple", b"not sixteen", [1, 1, 1], 2],
        [1, "apple", 17, [1, 1, 1], 2],
        [1, "apple", "key", [1, 1, 1], 2, None, None, None, None, None, None, None, True],
        [6, "message", b"short", "deleted", 1, [1, 1, b"d" * 16]],
    ],
)
def test_a_known_kind_whose_values_are_unknown_is_kept_for_a_version_that_knows_them(odd: list[Any]) -> None:
    assert decode_records(pack([odd, EDIT])) == [
        Unknown(odd[0], pack(odd)),
        Edit(target=b"t" * 16, part=0, at=12, text="hello"),
    ]


@pytest.mark.parametrize(
    "nonsense",
    [
        b"",
        b"\xc0",
        b"hello",
        pack(7),
        pack([7]),
        pack([[]]),
        pack([["one"]]),
        pack([[-1]]),
        pack([[True]]),
        pack([EDIT])[:-1],
        b"\xdd\xff\xff\xff\xff",
        b"\x91\xdd\xff\xff\xff\xff",
        b"\x91" * 100000,
        pack([EDIT]) + b"\x00",
        b"\x91\x91\xd9\x01\xff",
    ],
)
def test_nonsense_is_an_error_that_explains_itself(nonsense: bytes) -> None:
    with pytest.raises(IntegrityFailed) as failure:
        decode_records(nonsense)
    assert failure.value.code == "integrity.decode"
    assert failure.value.finding.evidence
    assert failure.value.finding.fixes


@given(st.binary(max_size=200))
def test_arbitrary_bytes_are_records_or_that_error(data: bytes) -> None:
    try:
        came = decode_records(data)
    except IntegrityFailed:
        return
    assert decode_records(encode_records(came)) == came


@given(st.lists(record, min_size=1, max_size=2), st.data())
def test_damaged_records_are_records_or_that_error(records: list[Record], data: st.DataObject) -> None:
    damaged = bytearray(encode_records(records))
    damaged[data.draw(st.integers(0, len(damaged) - 1))] = data.draw(st.integers(0, 255))
    try:
        came = decode_records(bytes(damaged))
    except IntegrityFailed:
        return
    assert decode_records(encode_records(came)) == came

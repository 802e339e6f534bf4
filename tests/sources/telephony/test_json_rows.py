"""Objects are told apart in any JSON that streams by, however it is cut or spoilt, and in bounded memory."""

import json
import tracemalloc
from collections.abc import Iterator
from itertools import chain
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from owntexts.sources.malformed import Malformed
from owntexts.sources.telephony.json_rows import Broken, Object, decoded, first_keys, objects

VALUES = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.text(max_size=8)),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=4), inner, max_size=3)),
    max_leaves=12,
)
OBJECTS = st.lists(st.dictionaries(st.text(max_size=4), VALUES, max_size=4), max_size=5)


class Kept:
    def __init__(self) -> None:
        self.strings: dict[int, bytes] = {}

    def take(self, number: int, pieces: Iterator[bytes]) -> None:
        self.strings[number] = b"".join(pieces)


def of(data: bytes, depth: int = 1, size: int = 1 << 18, kept: Kept | None = None) -> list[Object | Broken]:
    blocks = (data[start : start + size] for start in range(0, len(data), size))
    return list(objects(blocks, depth, kept or Kept()))


def told(data: bytes, depth: int = 1, size: int = 1 << 18) -> list[Any]:
    found = of(data, depth, size)
    return [decoded(one.data) if isinstance(one, Object) else "broken" if one.in_record else "end" for one in found]


@given(OBJECTS, st.sampled_from([None, 2]), st.integers(1, 40), st.booleans())
def test_any_list_of_objects_is_told_apart(lived: list[Any], indent: int | None, size: int, ascii_only: bool) -> None:
    data = json.dumps(lived, indent=indent, ensure_ascii=ascii_only).encode("utf-8", "surrogatepass")
    assert told(data, size=size) == json.loads(data.decode("utf-8", "replace") if not ascii_only else data)


@pytest.mark.parametrize("size", [1, 3, 1_000])
def test_lists_inside_of_objects_are_found_by_their_depth(size: int) -> None:
    assert told(b'{"count": 2, "all": [{"a": {}}, {"b": [1]}]}', 2, size) == [{"a": {}}, {"b": [1]}]
    found = of(b'[{"sms": [{"a": 1}], "mms": [{"b": 2}]}]', 3, size)
    assert [one.within for one in found if isinstance(one, Object)] == ["sms", "mms"]


@pytest.mark.parametrize(
    ("data", "found"),
    [
        (b"[]", []),
        (b"", []),
        (b'[{"a": 1}', [{"a": 1}, "end"]),
        (b'[{"a": 1}, {"b"', [{"a": 1}, "broken", "end"]),
        (b'[{"a": "x', ["broken", "end"]),
        (b'[{"a": "x\\', ["broken", "end"]),
        (b'[1, "x", null, {"a": 1}, 2, {"b": 2}]', ["broken", {"a": 1}, "broken", {"b": 2}]),
        (b'[{"a": 1}][{"b": 2}]', [{"a": 1}, {"b": 2}]),
        (b']]]}[{"a": 1}]', [{"a": 1}]),
        (b'[{"a": "\\ud83d"}]', [{"a": "\ud83d"}]),
        (b'[{"a": "\xff"}]', [{"a": "\ufffd"}]),
        (b'[{"a": NaN}]', [{"a": None}]),
        (b'[{"a": "x\ny"}]', [{"a": "x\ny"}]),
    ],
)
def test_what_is_no_object_is_told_and_the_rest_is_given(data: bytes, found: list[Any]) -> None:
    assert told(data) == found
    assert told(data, size=1) == found


@pytest.mark.parametrize("data", [b"[" * 100_000, b'[{"a":' * 100_000, b'[{"a":[' + b"[" * 300 + b"1"])
def test_nesting_without_end_is_not_followed(data: bytes) -> None:
    with pytest.raises(Malformed, match="nested"):
        of(data)


@pytest.mark.parametrize("data", [b"[1]", b'"x"', b"", b"{", b'{"a"}', b"[" * 5_000, b"{" * 5_000])
def test_anything_but_an_object_is_refused(data: bytes) -> None:
    with pytest.raises(ValueError, match="it is no"):
        decoded(data)


def test_a_long_string_passes_by_and_its_number_stays() -> None:
    kept = Kept()
    long = "A" * 300_000
    data = json.dumps([{"a": "x" * 300_000, "b": 1}, {"c": long}]).encode()
    found = of(data, size=65_536, kept=kept)
    assert [decoded(one.data) for one in found if isinstance(one, Object)] == [{"a": "\x000", "b": 1}, {"c": "\x001"}]
    assert {number: len(string) for number, string in kept.strings.items()} == {0: 300_000, 1: 300_000}


def test_a_string_of_many_megabytes_is_never_held() -> None:
    class Passing:
        def take(self, number: int, pieces: Iterator[bytes]) -> None:
            for _ in pieces:
                pass

    tracemalloc.start()
    blocks = chain((b'[{"data": "',), (b"A" * 65_536 for _ in range(600)), (b'"}, {"a": 1}]',))
    found = list(objects(blocks, 1, Passing()))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert [type(one) for one in found] == [Object, Object]
    assert peak < 4 << 20


def test_an_object_without_end_is_not_held_either() -> None:
    blocks = (b"[{", *(b'"a": 1, ' * 8_192 for _ in range(600)), b'"b": 1}, {"c": 1}]')
    large, small = objects(iter(blocks), 1, Kept())
    assert isinstance(large, Broken)
    assert "larger than 32 MiB" in large.reason
    assert isinstance(small, Object)


@given(st.binary(max_size=200), st.integers(1, 3))
def test_any_bytes_come_to_an_end(data: bytes, depth: int) -> None:
    try:
        found = of(b"[" * depth + data, depth, 5)
    except Malformed:
        return
    assert len(found) <= len(data) + 2


@pytest.mark.parametrize(
    ("start", "keys"),
    [
        (b'[{"a": 1, "b": {"c": 1}, "d": [{"e": 1}]}]', {"a", "b", "d"}),
        (b'\xef\xbb\xbf [ {"a": "x\\"y\\": z", "b": "{', {"a", "b"}),
        (b'{"a": ":", "b', {"a"}),
        (b"[]", set()),
        (b"[1, {}]", set()),
        (b'<a>{"b": 1}</a>', set()),
        (b"", set()),
    ],
)
def test_the_first_objects_keys_are_seen_from_its_beginning(start: bytes, keys: set[str]) -> None:
    assert first_keys(start) == keys

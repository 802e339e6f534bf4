"""Strings of JSON that are files: found, measured, and given back."""

import json
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from owntexts.sources.telephony.json_rows import Broken, Object, Taker, decoded, objects
from owntexts.sources.telephony.json_values import Found, contents, found, unescaped
from owntexts.sources.telephony.payload import Values


@given(st.text(max_size=30), st.integers(1, 9))
def test_a_string_is_what_it_was_wherever_it_is_cut(text: str, size: int) -> None:
    escaped = json.dumps(text)[1:-1].encode()
    pieces = (escaped[start : start + size] for start in range(0, len(escaped), size))
    meant = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    assert b"".join(unescaped(pieces)) == meant.encode()


def test_an_escape_that_is_none_stays_as_it_is() -> None:
    assert b"".join(unescaped([b"a\\q", b"b\\"])) == b"a\\qb\\"


@pytest.mark.parametrize(
    ("mime", "value", "size", "trouble"),
    [
        ("image/png", "QUJD\nREVG\n", 6, None),
        ("image/png", "QUJDREVG", 6, None),
        ("image/png", "not base64!", None, "its data is no base64"),
        ("image/png", "", None, None),
        ("image/png", None, None, None),
        ("image/png", 5, None, None),
        ("text/x-vcard", "BEGIN:VCARD é", 14, None),
    ],
)
def test_base64_and_text_are_measured(mime: str, value: object, size: int | None, trouble: str | None) -> None:
    told = found("1/0", mime, value, {})
    assert (told.size, told.trouble) == (size, trouble)
    assert (told.place is None) == (size is None)


def test_what_was_at_hand_and_what_went_by_is_measured_alike() -> None:
    text = "QUJD" * 80_000
    data = json.dumps([{"data": text}]).encode()
    values = Values(unescaped)
    (one,) = objects(iter([data[:70_000], data[70_000:]]), 1, values)
    assert isinstance(one, Object)
    gone = found("1/0", "image/png", decoded(one.data)["data"], values)
    at_hand = found("1/0", "image/png", text, {})
    assert gone.size == at_hand.size == 240_000
    assert (gone.place or "").rpartition("/")[2] == (at_hand.place or "").rpartition("/")[2]


def walk_of(told: list[dict[str, object]]) -> Iterator[Found]:
    values = Values(unescaped)
    for number, one in enumerate(objects(iter([json.dumps(told).encode()]), 1, values), start=1):
        assert isinstance(one, Object)
        fields = decoded(one.data)
        yield found(f"{number}/0", str(fields["ct"]), fields["data"], values)


def test_every_string_is_given_back_and_what_changed_is_missing() -> None:
    told: list[dict[str, object]] = [
        {"ct": "image/png", "data": "QUJD"},
        {"ct": "text/vcard", "data": "é" * 200_000},
        {"ct": "image/png", "data": "QUJD" * 100_000},
    ]
    places = [each.place or "" for each in walk_of(told)]

    def walk(taker: Taker) -> Iterator[Object | Broken]:
        return objects(iter([json.dumps(told).encode()]), 1, taker)

    def given() -> dict[str, bytes | str]:
        asked = contents(walk, lambda fields: [fields["data"]], [*places, "9/9", "1/0/base64//x"])
        return {one.place: one.stream.read() if one.stream else one.reason for one in asked}

    first = given()
    assert [first[place] for place in places] == [b"ABC", ("é" * 200_000).encode(), b"ABC" * 100_000]
    told[0]["data"] = "REVG"
    told[2]["data"] = "REVG" * 100_000
    changed = given()
    assert changed[places[0]] == changed[places[2]] == "the export has changed since it was read; import it again"
    assert changed[places[1]] == first[places[1]]

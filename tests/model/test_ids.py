"""Ids are computed from what a source says, by everyone alike."""

import uuid

from hypothesis import given
from hypothesis import strategies as st

from owntexts.model.ids import attachment_id, native_text, pack_native, sighting_id, thread_id


@given(st.uuids())
def test_an_upper_case_uuid_travels_as_sixteen_bytes(guid: uuid.UUID) -> None:
    key = str(guid).upper()
    assert pack_native(key) == guid.bytes
    assert native_text(guid.bytes) == key


@given(st.text(max_size=40) | st.uuids().map(str) | st.from_regex(r"[0-9A-F-]{36}", fullmatch=True))
def test_every_native_key_comes_back_as_the_source_wrote_it(key: str) -> None:
    assert native_text(pack_native(key)) == key


@given(st.uuids())
def test_a_packed_key_has_the_id_of_the_key(guid: uuid.UUID) -> None:
    assert sighting_id("apple", guid.bytes) == sighting_id("apple", str(guid).upper())


def test_family_and_key_cannot_be_confused() -> None:
    assert sighting_id("apple", "x") != sighting_id("android", "x")
    assert len({sighting_id("a", "b"), thread_id("a", "b"), attachment_id("a", "b")}) == 3


def test_a_key_with_a_lone_surrogate_has_an_id_too() -> None:
    assert len(sighting_id("android", "\ud800")) == 16

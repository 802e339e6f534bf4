from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from owntexts.sources.malformed import Malformed
from owntexts.sources.protobuf import fields, first


@pytest.mark.parametrize(
    ("name", "kind", "guid"),
    [
        ("fireball", 8, b"0AC74C8E-BEF0-4AB5-97C9-C35DADE5EC65"),
        ("heartbreak", 3, b"6BAB7D7D-2E3C-4995-9887-01AD37C3B0E2"),
        ("image", 6, b"A41088E9-EA5B-4EB9-B123-43062AF77D6E"),
        ("kiss", 7, b"24AA9029-0725-4318-B449-10C2D255AB9E"),
        ("sketch", 4, b"F7D92232-92B3-4C5A-8DC7-2704BE93890E"),
        ("tap", 1, b"E3F4E72A-A863-43C3-8277-E17680251B06"),
    ],
)
def test_a_sample_has_its_kind_and_id(samples: Path, name: str, kind: int, guid: bytes) -> None:
    blob = (samples / "digital_touch_message" / f"{name}.bin").read_bytes()
    assert (first(blob, 1), first(blob, 5)) == (kind, guid)


def test_the_beat_and_the_break_of_a_heart_are_numbers(samples: Path) -> None:
    inner = first((samples / "digital_touch_message" / "heartbreak.bin").read_bytes(), 3)
    assert isinstance(inner, bytes)
    assert first(inner, 1) == 84.0
    assert first(inner, 6) == pytest.approx(1.7146199941635132)


def test_eight_byte_numbers_have_a_sign() -> None:
    assert list(fields(b"\x11" + b"\xff" * 8)) == [(2, -1)]


@pytest.mark.parametrize("blob", [b"\x0a\xff\x01x", b"\x08" + b"\x80" * 20, b"\x0b", b"\x0d\x00", b"\x08\x01" * 10_001])
def test_what_claims_too_much_is_malformed(blob: bytes) -> None:
    with pytest.raises(Malformed):
        list(fields(blob))


@given(st.binary(max_size=200))
def test_any_bytes_are_fields_or_malformed(noise: bytes) -> None:
    try:
        found = list(fields(noise))
    except Malformed:
        return
    assert len(found) <= len(noise)

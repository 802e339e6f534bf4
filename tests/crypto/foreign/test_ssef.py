"""SSEF: what was encrypted, and nothing else."""

import io
from struct import pack_into
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from owntexts.crypto.foreign.ssef import ADDED, HEADER, Cost, plain, sealed
from owntexts.crypto.foreign.unopened import Unopened, WrongPassword

PASSWORD = "correct horse báttery 馬"
CHEAP = Cost(iterations=1, memory=8_192, chunk=64)


def fixed(size: int) -> bytes:
    return bytes(range(size))


def opened(data: bytes, password: str = PASSWORD) -> bytes:
    return b"".join(plain(io.BytesIO(data).read, password))


@given(st.binary(max_size=300), st.integers(1, 100))
def test_what_was_encrypted_comes_back(content: bytes, chunk: int) -> None:
    assert opened(sealed(content, PASSWORD, fixed, Cost(1, 8_192, chunk))) == content


def test_the_number_for_the_memory_counts_bytes() -> None:
    """The app documents KiB and gives libsodium bytes: a reader that multiplies opens nothing."""
    content = sealed(b"x", PASSWORD, fixed)
    assert HEADER.unpack(content[: HEADER.size])[3] == 65_536
    assert opened(content) == b"x"


def test_a_wrong_password_is_known_at_once() -> None:
    content = sealed(b"x" * 1_000, PASSWORD, fixed, CHEAP)
    for wrong in ("", PASSWORD.upper(), PASSWORD + " "):
        with pytest.raises(WrongPassword):
            plain(io.BytesIO(content).read, wrong)


def test_what_is_cut_anywhere_is_told_from_what_is_whole() -> None:
    content = sealed(b"x" * 200, PASSWORD, fixed, CHEAP)
    chunk = HEADER.size + 64 + ADDED
    for end in (0, 5, HEADER.size - 1, chunk, chunk + 1, chunk + 64 + ADDED, len(content) - 1):
        with pytest.raises(Unopened):
            opened(content[:end])


def test_what_stands_behind_the_end_is_told() -> None:
    content = sealed(b"x" * 64, PASSWORD, fixed, CHEAP)
    with pytest.raises(Unopened):
        opened(content + b"more")


def test_any_bit_that_was_changed_is_found_out() -> None:
    content = sealed(b"x" * 100, PASSWORD, fixed, CHEAP)
    for place in range(HEADER.size, len(content)):
        with pytest.raises(Unopened):
            opened(content[:place] + bytes([content[place] ^ 1]) + content[place + 1 :])


@pytest.mark.parametrize(
    ("place", "value"),
    [
        (6, ("H", 2)),
        (8, ("I", 0)),
        (8, ("I", 1 << 31)),
        (12, ("I", (1 << 32) - 1)),
        (12, ("I", 5)),
        (32, ("I", 0)),
        (32, ("I", 1 << 30)),
    ],
)
def test_a_header_that_asks_for_too_much_is_refused_before_it_is_followed(place: int, value: tuple[str, Any]) -> None:
    content = bytearray(sealed(b"x", PASSWORD, fixed, CHEAP))
    pack_into(f">{value[0]}", content, place, value[1])
    with pytest.raises(Unopened):
        opened(bytes(content))

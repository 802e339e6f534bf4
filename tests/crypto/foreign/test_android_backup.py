"""The encryption of Android's backup files."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from owntexts.crypto.foreign.android_backup import plain, sealed
from owntexts.crypto.foreign.unopened import Unopened, WrongPassword

PASSWORD = "pässword"


def varied(size: int) -> bytes:
    """Bytes of which some have their highest bit set, where Java's bytes are negative."""
    return bytes((7 * place + 131) % 256 for place in range(size))


@given(st.binary(max_size=100), st.integers(1, 40))
def test_what_was_encrypted_comes_back(data: bytes, size: int) -> None:
    head, content = sealed(data, PASSWORD, 2, varied)
    pieces = (content[start : start + size] for start in range(0, len(content), size))
    assert b"".join(plain(pieces, head, PASSWORD)) == data


def test_a_wrong_password_is_known_at_once() -> None:
    head, content = sealed(b"x", PASSWORD, 2, varied)
    for wrong in ("", "password"):
        with pytest.raises(WrongPassword):
            plain([content], head, wrong)


def test_a_master_key_without_its_checksum_is_none() -> None:
    head, content = sealed(b"x", PASSWORD, 2, varied)
    with pytest.raises(WrongPassword):
        plain([content], replace(head, checksum_salt=bytes(64)), PASSWORD)


@pytest.mark.parametrize("rounds", [0, -1, 1 << 30])
def test_rounds_without_end_are_refused(rounds: int) -> None:
    head, content = sealed(b"x", PASSWORD, 2, varied)
    with pytest.raises(Unopened):
        plain([content], replace(head, rounds=rounds), PASSWORD)


@pytest.mark.parametrize("end", [0, 1, 15, 17])
def test_what_is_cut_is_told(end: int) -> None:
    head, content = sealed(b"x" * 40, PASSWORD, 2, varied)
    with pytest.raises(ValueError, match=r".+"):
        b"".join(plain([content[:end]], head, PASSWORD))

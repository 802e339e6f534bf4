"""The AES encryption of ZIP archives."""

from hypothesis import given
from hypothesis import strategies as st

from owntexts.crypto.foreign.zip_aes import CODE_BYTES, VERIFIER_BYTES, ZipAes, salt_bytes, sealed

PASSWORD = "pässword"


def fixed(size: int) -> bytes:
    return bytes(range(size))


@given(st.binary(max_size=200), st.integers(1, 50), st.sampled_from([1, 2, 3]))
def test_what_was_encrypted_comes_back_in_pieces_of_any_size(data: bytes, size: int, strength: int) -> None:
    whole = sealed(data, PASSWORD, strength, fixed)
    salt, rest = whole[: salt_bytes(strength)], whole[salt_bytes(strength) :]
    cipher = ZipAes(PASSWORD, salt, strength)
    verifier, content, code = rest[:VERIFIER_BYTES], rest[VERIFIER_BYTES:-CODE_BYTES], rest[-CODE_BYTES:]
    assert verifier == cipher.verifier
    pieces = (content[start : start + size] for start in range(0, len(content), size))
    assert b"".join(map(cipher.decrypted, pieces)) == data
    assert cipher.is_authentic(code)


def test_another_password_has_another_verifier() -> None:
    salt = fixed(16)
    assert ZipAes("a", salt, 3).verifier != ZipAes("b", salt, 3).verifier

"""Signatures, and what a sign-in proof signs."""

from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from owntexts.crypto.keys import sign, sign_public
from owntexts.wire.signing import login_message, verify

SEED = bytes(range(32))


@given(message=st.binary(max_size=100), place=st.integers(0, 63), bit=st.integers(0, 7))
def test_a_signature_holds_for_its_message_and_key_alone(message: bytes, place: int, bit: int) -> None:
    signature = sign(SEED, message)
    changed = bytearray(signature)
    changed[place] ^= 1 << bit
    assert verify(sign_public(SEED), message, signature)
    assert not verify(sign_public(SEED), message, bytes(changed))
    assert not verify(sign_public(SEED), message + b"!", signature)
    assert not verify(sign_public(bytes(32)), message, signature)


def test_keys_and_signatures_of_wrong_lengths_verify_nothing() -> None:
    signature = sign(SEED, b"m")
    assert not verify(sign_public(SEED)[:31], b"m", signature)
    assert not verify(sign_public(SEED), b"m", signature[:63])
    assert not verify(b"", b"m", b"")


def test_no_two_sign_ins_sign_the_same_bytes() -> None:
    fields = product(("a", "ab", "b"), ("", "b", "bb"), ("password", "recovery"))
    messages = {
        login_message(nonce=bytes(32), host=host, name=name, method=method)  # type: ignore[arg-type]
        for host, name, method in fields
    }
    assert len(messages) == 3 * 3 * 2

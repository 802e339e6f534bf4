"""The suite: labels and seals."""

import pytest
from cryptography.exceptions import InvalidTag
from hypothesis import given
from hypothesis import strategies as st

from owntexts.crypto.suite import NONCE_BYTES, TAG_BYTES, commitment, derive, seal, unseal
from owntexts.testing.accounts import steady_random

KEY = bytes(range(32))


@given(plaintext=st.binary(max_size=200), bound=st.binary(max_size=40))
def test_what_is_sealed_opens_again(plaintext: bytes, bound: bytes) -> None:
    sealed = seal(KEY, plaintext, bound=bound, random=steady_random("nonce"))
    assert len(sealed) == NONCE_BYTES + len(plaintext) + TAG_BYTES
    assert unseal(KEY, sealed, bound=bound) == plaintext


def test_another_key_place_or_byte_opens_nothing() -> None:
    sealed = seal(KEY, b"secret", bound=b"here", random=steady_random("nonce"))
    wrong = [(bytes(32), sealed, b"here"), (KEY, sealed, b"there"), (KEY, sealed[:-1], b"here"), (KEY, b"", b"here")]
    wrong += [(KEY, sealed[:at] + bytes([sealed[at] ^ 1]) + sealed[at + 1 :], b"here") for at in range(len(sealed))]
    for key, data, bound in wrong:
        with pytest.raises(InvalidTag):
            unseal(key, data, bound=bound)


def test_labels_contexts_and_salts_keep_keys_apart() -> None:
    keys = {
        derive(KEY, "batch"),
        derive(KEY, "wrap"),
        derive(KEY, "batch", context=b"c"),
        derive(KEY, "batch", salt=b"s"),
        commitment(KEY),
    }
    assert len(keys) == 5


def test_no_commitment_is_a_key_in_use() -> None:
    assert commitment(KEY) != commitment(bytes(32))
    assert commitment(KEY) not in {KEY, derive(KEY, "batch"), derive(KEY, "wrap"), derive(KEY, "names")}

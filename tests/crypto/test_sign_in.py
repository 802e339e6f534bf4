"""Proving a secret to a hub."""

import pytest

from owntexts.crypto.holders import HolderKeys
from owntexts.crypto.sign_in import sign_in
from owntexts.testing.accounts import quick_password, quick_recovery
from owntexts.wire.signing import login_message, verify


@pytest.mark.parametrize(("keys", "method"), [(quick_password("p"), "password"), (quick_recovery("r"), "recovery")])
def test_a_hub_verifies_the_proof_with_the_login_key(keys: HolderKeys, method: str) -> None:
    proof = sign_in(keys, nonce=bytes(32), host="hub.example:8944", name="ada")
    message = login_message(nonce=proof.nonce, host=proof.host, name=proof.name, method=proof.method)
    assert proof.method == method
    assert verify(keys.action.login, message, proof.signature)


def test_a_proof_for_one_hub_account_or_nonce_is_none_for_another() -> None:
    keys = quick_password("p")
    proof = sign_in(keys, nonce=bytes(32), host="hub.example:8944", name="ada")
    for other in (
        login_message(nonce=b"n" * 32, host=proof.host, name=proof.name, method="password"),
        login_message(nonce=proof.nonce, host="liar.example:8944", name=proof.name, method="password"),
        login_message(nonce=proof.nonce, host=proof.host, name="bob", method="password"),
        login_message(nonce=proof.nonce, host=proof.host, name=proof.name, method="recovery"),
    ):
        assert not verify(keys.action.login, other, proof.signature)


def test_a_proof_says_nothing_that_opens_data() -> None:
    keys = quick_password("p")
    proof = sign_in(keys, nonce=bytes(32), host="hub.example:8944", name="ada")
    assert not verify(
        keys.action.sign,
        login_message(nonce=bytes(32), host=proof.host, name="ada", method="password"),
        proof.signature,
    )

"""Key pairs from seeds."""

from hashlib import shake_256

import pytest
from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from owntexts.crypto.devices import device_keys, make_device
from owntexts.crypto.keys import kem_public, public_kem_key, sign, sign_public
from owntexts.testing.accounts import quick_password, quick_recovery, steady_random
from owntexts.wire.signing import verify

SEED = bytes(range(32))


def test_the_same_seed_is_the_same_keys() -> None:
    first, second = (make_device(steady_random("one")) for _ in range(2))
    assert first == second == device_keys(first.device, first.sign_seed, first.kem_seed)
    assert first.action == second.action


def test_a_device_is_drawn_at_random() -> None:
    first, second = make_device(steady_random("one")), make_device(steady_random("two"))
    assert first.device != second.device
    assert first.action.sign != second.action.sign
    assert first.action.kem != second.action.kem


def test_the_hybrid_key_is_both_keys_of_the_stretched_seed() -> None:
    stretched = shake_256(SEED).digest(96)
    lattice = MLKEM768PrivateKey.from_seed_bytes(stretched[:64]).public_key().public_bytes_raw()
    curve = X25519PrivateKey.from_private_bytes(stretched[64:]).public_key().public_bytes_raw()
    assert kem_public(SEED) == lattice + curve


def test_signatures_are_made_by_the_public_key_that_is_shown() -> None:
    device = make_device(steady_random("one"))
    assert verify(device.sign_public, b"message", device.sign(b"message"))
    assert verify(sign_public(SEED), b"message", sign(SEED, b"message"))


def test_bytes_that_are_no_public_key_are_refused() -> None:
    with pytest.raises(ValueError, match=r".*"):
        public_kem_key(b"\xff" * 1216)


@pytest.mark.parametrize("keys", [make_device(steady_random("d")), quick_password("p"), quick_recovery("r")])
def test_private_keys_are_never_printed(keys: object) -> None:
    shown = repr(keys)
    assert "seed" not in shown
    for name in ("sign_seed", "kem_seed", "login_seed"):
        seed = getattr(keys, name, b"absent")
        assert repr(seed) not in shown
        assert seed.hex() not in shown

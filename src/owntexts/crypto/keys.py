"""The key pairs of a holder: Ed25519 to sign, X-Wing (ML-KEM-768 with X25519) to be granted epoch keys.

Private halves travel as 32-byte seeds: the seed of Ed25519 itself, and for X-Wing a seed that SHAKE256 stretches to
ML-KEM-768 seed (64 bytes) ‖ X25519 private key (32 bytes).
"""

from dataclasses import dataclass, field
from hashlib import shake_256
from typing import Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey, MLKEM768PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.hpke import MLKEM768X25519PrivateKey, MLKEM768X25519PublicKey

from owntexts.wire.entry import Holder

_MLKEM_SEED_BYTES: Final = 64
_MLKEM_PUBLIC_BYTES: Final = 1184
_EXPANDED_BYTES: Final = 96


@dataclass(frozen=True)
class MemberKeys:
    """The private keys of one holder, as seeds. Never printed."""

    holder: Holder
    sign_seed: bytes = field(repr=False)
    kem_seed: bytes = field(repr=False)

    @property
    def sign_public(self) -> bytes:
        """The Ed25519 key that verifies this holder, 32 bytes."""
        return sign_public(self.sign_seed)

    @property
    def kem_public(self) -> bytes:
        """The key to which epoch keys are granted, 1216 bytes."""
        return kem_public(self.kem_seed)

    def sign(self, message: bytes) -> bytes:
        """An Ed25519 signature, 64 bytes."""
        return sign(self.sign_seed, message)


def sign(seed: bytes, message: bytes) -> bytes:
    """An Ed25519 signature by the key of this seed."""
    return Ed25519PrivateKey.from_private_bytes(seed).sign(message)


def sign_public(seed: bytes) -> bytes:
    """The public Ed25519 key of a seed."""
    return Ed25519PrivateKey.from_private_bytes(seed).public_key().public_bytes_raw()


def kem_public(seed: bytes) -> bytes:
    """The public X-Wing key of a seed: ML-KEM-768 (1184 bytes) ‖ X25519 (32 bytes)."""
    lattice, curve = _kem_pair(seed)
    return lattice.public_key().public_bytes_raw() + curve.public_key().public_bytes_raw()


def private_kem_key(seed: bytes) -> MLKEM768X25519PrivateKey:
    """The private key as HPKE takes it."""
    return MLKEM768X25519PrivateKey(*_kem_pair(seed))


def public_kem_key(public: bytes) -> MLKEM768X25519PublicKey:
    """The public key as HPKE takes it. Raises ValueError for bytes that are none."""
    return MLKEM768X25519PublicKey(
        MLKEM768PublicKey.from_public_bytes(public[:_MLKEM_PUBLIC_BYTES]),
        X25519PublicKey.from_public_bytes(public[_MLKEM_PUBLIC_BYTES:]),
    )


def _kem_pair(seed: bytes) -> tuple[MLKEM768PrivateKey, X25519PrivateKey]:
    expanded = shake_256(seed).digest(_EXPANDED_BYTES)
    return (
        MLKEM768PrivateKey.from_seed_bytes(expanded[:_MLKEM_SEED_BYTES]),
        X25519PrivateKey.from_private_bytes(expanded[_MLKEM_SEED_BYTES:]),
    )

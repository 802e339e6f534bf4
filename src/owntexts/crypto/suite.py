"""Suite 1: HKDF-SHA256 under labels, and AES-256-GCM with a random nonce in front."""

from collections.abc import Callable
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

Random = Callable[[int], bytes]
"""Gives that many random bytes; in the product `os.urandom`."""

KEY_BYTES: Final = 32
NONCE_BYTES: Final = 12
TAG_BYTES: Final = 16


def derive(key: bytes, label: str, *, salt: bytes = b"", context: bytes = b"", length: int = KEY_BYTES) -> bytes:
    """HKDF-SHA256 with info = 'owntexts ' ‖ label ‖ ' 1' ‖ 0 ‖ context."""
    info = f"owntexts {label} 1".encode() + b"\0" + context
    return HKDF(algorithm=SHA256(), length=length, salt=salt, info=info).derive(key)


def commitment(epoch_key: bytes) -> bytes:
    """What an entry says of an epoch key, so that one ciphertext cannot open under two."""
    return derive(epoch_key, "commit")


def seal(key: bytes, plaintext: bytes, *, bound: bytes, random: Random) -> bytes:
    """Nonce ‖ ciphertext ‖ tag; opens only with the same `bound` bytes."""
    nonce = random(NONCE_BYTES)
    return nonce + AESGCM(key).encrypt(nonce, plaintext, bound)


def unseal(key: bytes, sealed: bytes, *, bound: bytes) -> bytes:
    """The plaintext of `seal`. Raises cryptography's InvalidTag for any other bytes."""
    if len(sealed) < NONCE_BYTES + TAG_BYTES:
        raise InvalidTag
    return AESGCM(key).decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], bound)

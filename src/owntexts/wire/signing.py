"""Ed25519 verification for hub and devices, and what a sign-in proof is a signature over."""

from typing import Final, Literal

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

LOGIN_LABEL: Final = b"owntexts login 1\0"


def verify(public: bytes, message: bytes, signature: bytes) -> bool:
    """Whether `signature` (64 bytes) over `message` was made with the private half of `public` (32 bytes)."""
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True


def login_message(*, nonce: bytes, host: str, name: str, method: Literal["password", "recovery"]) -> bytes:
    """What a sign-in proof signs: label, then each field after its length in two bytes."""
    fields = (nonce, host.encode(), name.encode(), method.encode())
    return LOGIN_LABEL + b"".join(len(field).to_bytes(2, "big") + field for field in fields)

"""The hash of a zone: one value that commits to every item before it.

Token 0 is the empty zone; entry 0 of the keyring takes token 1.
"""

from hashlib import sha256
from typing import Final

ZONE_LABEL: Final = b"owntexts zone 1\0"


def item_hash(data: bytes) -> bytes:
    """SHA-256 of all stored bytes of a log item, signature included."""
    return sha256(data).digest()


def start(account: bytes, incarnation: bytes) -> bytes:
    """The zone hash at token 0."""
    return sha256(ZONE_LABEL + account + incarnation).digest()


def advance(zone_hash: bytes, item: bytes) -> bytes:
    """The zone hash after one more item, given the item's hash."""
    return sha256(zone_hash + item).digest()

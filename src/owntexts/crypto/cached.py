"""Sealing what a device keeps of its attachments' bytes, on its own disk: piece by piece, so that each opens alone.

A file of the cache is frame (7) ‖ its pieces, each nonce (12) ‖ ciphertext ‖ tag (16), bound to the SHA-256 and the
length of the whole and to the place of the piece in it. Its name tells nothing of what it holds.
"""

import hmac
from typing import Final

from cryptography.exceptions import InvalidTag

from owntexts.crypto.suite import NONCE_BYTES, TAG_BYTES, Random, derive, seal, unseal
from owntexts.model.contents import PIECE_BYTES
from owntexts.wire.objects import FRAME_BYTES, Kind, frame

FRAME: Final = frame(Kind.CACHED)
OVERHEAD: Final = NONCE_BYTES + TAG_BYTES
NAME_BYTES: Final = 16

_NUMBER_BYTES: Final = 8


class CacheKeys:
    """What one home seals its cache with. `key` follows from its at-rest key."""

    def __init__(self, key: bytes) -> None:
        self._names = derive(key, "cache names")
        self._files = derive(key, "cache files")

    def name(self, content: bytes) -> str:
        """What the file of this content is called: 32 hex digits."""
        return hmac.digest(self._names, content, "sha256")[:NAME_BYTES].hex()

    def file(self, content: bytes, size: int) -> "FileKeys":
        """What seals the pieces of one file. `content` is the SHA-256 of all its bytes, `size` their number."""
        return FileKeys(derive(self._files, "cache file", context=content), content, size)


class FileKeys:
    """Seals and opens the pieces of one file."""

    def __init__(self, key: bytes, content: bytes, size: int) -> None:
        self._key = key
        self._whole = FRAME + content + size.to_bytes(_NUMBER_BYTES, "big")

    def seal(self, place: int, plaintext: bytes | memoryview, random: Random) -> bytes:
        """The piece that stands in this place, counted from 0."""
        return seal(self._key, bytes(plaintext), bound=self._bound(place), random=random)

    def open(self, place: int, sealed: bytes) -> bytes | None:
        """The plaintext of the piece in this place; None for bytes that were changed, moved or cut."""
        try:
            return unseal(self._key, sealed, bound=self._bound(place))
        except InvalidTag:
            return None

    def _bound(self, place: int) -> bytes:
        return self._whole + place.to_bytes(_NUMBER_BYTES, "big")


def pieces_in(size: int) -> int:
    """How many pieces a file of so many bytes has."""
    return -(-size // PIECE_BYTES)


def starts_at(place: int) -> int:
    """Where in its file a piece starts."""
    return FRAME_BYTES + place * (PIECE_BYTES + OVERHEAD)


def sealed_size(size: int) -> int:
    """How many bytes the file takes."""
    return FRAME_BYTES + size + pieces_in(size) * OVERHEAD

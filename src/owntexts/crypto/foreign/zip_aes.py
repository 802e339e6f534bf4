"""The AES encryption of ZIP archives (WinZip's AE-1 and AE-2): PBKDF2, AES in counter mode, HMAC-SHA1."""

import hashlib
import hmac
from collections.abc import Callable
from typing import Final

from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import ECB

ITERATIONS: Final = 1_000
VERIFIER_BYTES: Final = 2
CODE_BYTES: Final = 10
BLOCK: Final = 16
KEY_BYTES: Final = {1: 16, 2: 24, 3: 32}
"""By the strength that the archive names."""


def salt_bytes(strength: int) -> int:
    """How long the salt in front of a member's data is."""
    return KEY_BYTES[strength] // 2


class ZipAes:
    """Decrypts one member, piece by piece from its beginning."""

    def __init__(self, password: str, salt: bytes, strength: int) -> None:
        size = KEY_BYTES[strength]
        keys = hashlib.pbkdf2_hmac("sha1", password.encode(), salt, ITERATIONS, 2 * size + VERIFIER_BYTES)
        self.verifier = keys[2 * size :]
        """What stands behind the salt if the password is right; 1 in 65536 wrong ones has it too."""
        self._cipher = Cipher(AES(keys[:size]), ECB()).encryptor()  # noqa: S305 - its counter mode counts the other way
        self._code = hmac.new(keys[size : 2 * size], digestmod="sha1")
        self._blocks = 0
        self._stream = b""

    def decrypted(self, piece: bytes) -> bytes:
        """The plain bytes of the next encrypted ones."""
        self._code.update(piece)
        missing = len(piece) - len(self._stream)
        if missing > 0:
            self._stream += self._more(-(-missing // BLOCK))
        used, self._stream = self._stream[: len(piece)], self._stream[len(piece) :]
        whole = int.from_bytes(piece, "little") ^ int.from_bytes(used, "little")
        return whole.to_bytes(len(piece), "little")

    def is_authentic(self, code: bytes) -> bool:
        """Whether the code behind the data is that of all that was decrypted."""
        return hmac.compare_digest(self.code(), code)

    def code(self) -> bytes:
        """What stands behind the data, over all that was decrypted."""
        return self._code.digest()[:CODE_BYTES]

    def _more(self, blocks: int) -> bytes:
        first, self._blocks = self._blocks + 1, self._blocks + blocks
        counters = b"".join(number.to_bytes(BLOCK, "little") for number in range(first, first + blocks))
        return self._cipher.update(counters)


def sealed(data: bytes, password: str, strength: int, draw: Callable[[int], bytes]) -> bytes:
    """A member's data as an archive has it, for archives that are made up: salt, verifier, what is encrypted, code."""
    salt = draw(salt_bytes(strength))
    plain = ZipAes(password, salt, strength)
    encrypted = plain.decrypted(data)
    check = ZipAes(password, salt, strength)
    check.decrypted(encrypted)
    return salt + plain.verifier + encrypted + check.code()

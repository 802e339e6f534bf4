"""AES-CBC from a zero block, padded as PKCS#7 says: how the files of an iPhone backup are encrypted.

A block is decrypted by itself and the block before it, so any stretch can be read without what lies in front.
"""

from typing import Final

from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import CBC

BLOCK: Final = 16
FIRST: Final = bytes(BLOCK)
"""What stands before the first block."""


def decrypted(key: bytes, blocks: bytes, before: bytes = FIRST) -> bytes:
    """Whole blocks as they were, padding included; `before` is the encrypted block in front of them.

    Raises ValueError where the key is none or the blocks are not whole.
    """
    cipher = Cipher(AES(key), CBC(before)).decryptor()
    return cipher.update(blocks) + cipher.finalize()


def encrypted(key: bytes, plaintext: bytes) -> bytes:
    """The blocks of a whole file, padded; for those who make backups to test with."""
    filling = BLOCK - len(plaintext) % BLOCK
    cipher = Cipher(AES(key), CBC(FIRST)).encryptor()
    return cipher.update(plaintext + bytes([filling]) * filling) + cipher.finalize()

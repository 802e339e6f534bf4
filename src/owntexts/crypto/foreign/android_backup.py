"""The encryption of Android's backup files (.ab): PBKDF2, and AES-256 in CBC mode for a master key and for the data."""

import hashlib
import hmac
from collections.abc import Callable, Iterable, Iterator
from typing import Final

from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import CBC
from cryptography.hazmat.primitives.padding import PKCS7
from msgspec import Struct, structs

from owntexts.crypto.foreign.unopened import Unopened, WrongPassword

BLOCK_BITS: Final = 128
KEY_BYTES: Final = 32
SIGN: Final = 0x80
SIGN_EXTENDED: Final = 0xFF00
MOST_ROUNDS: Final = 1_000_000


class Sealed(Struct, frozen=True):
    """What stands in front of the data: salts, rounds, and the master key under the password's key."""

    user_salt: bytes
    checksum_salt: bytes
    rounds: int
    vector: bytes
    master: bytes


def plain(pieces: Iterable[bytes], sealed: Sealed, password: str) -> Iterator[bytes]:
    """The data that was encrypted. Raises WrongPassword and Unopened at once, ValueError where it is cut or changed."""
    if not 1 <= sealed.rounds <= MOST_ROUNDS:
        raise Unopened(f"it asks for {sealed.rounds} rounds, where 1 to {MOST_ROUNDS} make sense")
    key = hashlib.pbkdf2_hmac("sha1", password.encode(), sealed.user_salt, sealed.rounds, KEY_BYTES)
    try:
        vector, master, checksum = _fields(b"".join(_decrypted([sealed.master], key, sealed.vector)))
    except ValueError as error:
        raise WrongPassword("the password opens nothing") from error
    if not any(hmac.compare_digest(checksum, each) for each in _checksums(master, sealed)):
        raise WrongPassword("the password opens nothing")
    return _decrypted(pieces, master, vector)


def _decrypted(pieces: Iterable[bytes], key: bytes, vector: bytes) -> Iterator[bytes]:
    cipher, padding = Cipher(AES(key), CBC(vector)).decryptor(), PKCS7(BLOCK_BITS).unpadder()
    for piece in pieces:
        yield padding.update(cipher.update(piece))
    yield padding.update(cipher.finalize()) + padding.finalize()


def _fields(blob: bytes) -> tuple[bytes, bytes, bytes]:
    """Vector, master key and checksum, each with its length in front."""
    found = []
    for size in (BLOCK_BITS // 8, KEY_BYTES, KEY_BYTES):
        if blob[:1] != bytes([size]) or len(blob) <= size:
            raise ValueError("the master key is not where it should be")
        found.append(blob[1 : size + 1])
        blob = blob[size + 1 :]
    return found[0], found[1], found[2]


def _checksums(master: bytes, sealed: Sealed) -> Iterator[bytes]:
    """As Android makes it: the bytes are taken for characters, with their sign, before version 2 without."""
    signed = "".join(chr(byte | SIGN_EXTENDED) if byte & SIGN else chr(byte) for byte in master)
    for told in (signed.encode(), master):
        yield hashlib.pbkdf2_hmac("sha1", told, sealed.checksum_salt, sealed.rounds, KEY_BYTES)


def sealed(data: bytes, password: str, rounds: int, draw: Callable[[int], bytes]) -> tuple[Sealed, bytes]:
    """Data as Android encrypts it, for backups that are made up; `draw` gives that many random bytes."""
    user_salt, checksum_salt, user_vector, vector = draw(64), draw(64), draw(16), draw(16)
    key = hashlib.pbkdf2_hmac("sha1", password.encode(), user_salt, rounds, KEY_BYTES)
    master = draw(KEY_BYTES)
    head = Sealed(user_salt, checksum_salt, rounds, user_vector, b"")
    fields = (vector, master, next(_checksums(master, head)))
    blob = b"".join(bytes([len(field)]) + field for field in fields)
    return structs.replace(head, master=_encrypted(blob, key, user_vector)), _encrypted(data, master, vector)


def _encrypted(data: bytes, key: bytes, vector: bytes) -> bytes:
    cipher, padding = Cipher(AES(key), CBC(vector)).encryptor(), PKCS7(BLOCK_BITS).padder()
    return cipher.update(padding.update(data) + padding.finalize()) + cipher.finalize()

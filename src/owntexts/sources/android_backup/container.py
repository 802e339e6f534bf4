"""A backup file: four lines, then, encrypted or not, packed or not, a tar of all that apps gave."""

import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from io import BufferedReader
from pathlib import Path
from typing import BinaryIO, Final

from owntexts.crypto.foreign import android_backup as cipher
from owntexts.crypto.foreign.unopened import WrongPassword
from owntexts.sources import failures
from owntexts.sources.telephony.opening import blocks, opened, translated
from owntexts.sources.telephony.streams import stream

MAGIC: Final = b"ANDROID BACKUP\n"
LONGEST_LINE: Final = 4_096
PLAIN, AES_256 = "none", "AES-256"
CIPHER: Final = "an Android backup's (AES-256)"
PIECE: Final = 64 << 10
MOST_AT_ONCE: Final = 1 << 20


@contextmanager
def tar_of(path: Path, password: str | None) -> Iterator[BufferedReader]:
    """The tar, read from front to back. Raises SourceFailed; ValueError and zlib.error while it is read."""
    with opened(path) as file, translated(path):
        try:
            tar = stream(_tar(path, file, password))
        except ValueError as error:
            raise failures.unreadable(path, str(error)) from error
        yield tar


def _tar(path: Path, file: BinaryIO, password: str | None) -> Iterator[bytes]:
    file.seek(len(MAGIC))
    _version, packed, encryption = (_line(file) for _ in range(3))
    data: Iterator[bytes] = blocks(file, PIECE)
    if encryption == AES_256:
        data = _decrypted(path, file, password)
    elif encryption != PLAIN:
        raise ValueError(f"it is encrypted in an unknown way ({encryption[:20]})")
    return inflated(data) if packed == "1" else data


def _decrypted(path: Path, file: BinaryIO, password: str | None) -> Iterator[bytes]:
    if password is None:
        raise failures.password_needed(path, CIPHER)
    user, checksum, rounds, vector, master = (_line(file) for _ in range(5))
    salts = bytes.fromhex(user), bytes.fromhex(checksum)
    sealed = cipher.Sealed(*salts, int(rounds), bytes.fromhex(vector), bytes.fromhex(master))
    try:
        return cipher.plain(blocks(file, PIECE), sealed, password)
    except WrongPassword as error:
        raise failures.password_wrong(path, CIPHER) from error


def inflated(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """What was packed, never more than a piece of it at once. Raises zlib.error, ValueError where it is cut off."""
    inflate = zlib.decompressobj()
    for piece in pieces:
        left = piece
        while left and not inflate.eof:
            yield inflate.decompress(left, MOST_AT_ONCE)
            left = inflate.unconsumed_tail
    if not inflate.eof:
        raise ValueError("it is cut off")


def _line(file: BinaryIO) -> str:
    return file.readline(LONGEST_LINE).decode("ascii", "replace").strip()

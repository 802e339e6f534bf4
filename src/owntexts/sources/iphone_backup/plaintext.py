"""The plain bytes of an encrypted file, decrypted as they are asked for: from any place, and never all at once."""

import os
from io import RawIOBase
from typing import Any, BinaryIO, Final

from owntexts.crypto.foreign.cbc import BLOCK, FIRST, decrypted

AT_MOST: Final = 1 << 20


class Plaintext(RawIOBase):
    """A readable, seekable stream. `told` is how many plain bytes the file should have, None where that is not said.

    `size` is how many it has: as told, or as its padding says where it holds more than was told. `lacks` is how many
    of them are cut off.
    """

    def __init__(self, file: BinaryIO, key: bytes, told: int | None) -> None:
        self._file = file
        self._key = key
        self._place = 0
        whole = os.fstat(file.fileno()).st_size // BLOCK * BLOCK
        is_told = told is not None and told >= whole - BLOCK
        self.size: int = told if is_told and told is not None else whole - self._padding(whole)
        self.lacks = max(0, self.size - whole)

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        self._place = max(0, (0, self._place, self.size)[whence] + offset)
        return self._place

    def tell(self) -> int:
        return self._place

    def readinto(self, buffer: Any) -> int:
        found = self.at(self._place, min(len(buffer), AT_MOST))
        buffer[: len(found)] = found
        self._place += len(found)
        return len(found)

    def at(self, place: int, amount: int) -> bytes:
        """The bytes there; fewer where the file ends."""
        end = min(place + amount, self.size - self.lacks)
        if place >= end:
            return b""
        first = place // BLOCK * BLOCK
        blocks, before = self._blocks(first, -(-end // BLOCK) * BLOCK)
        return decrypted(self._key, blocks, before)[place - first : end - first]

    def close(self) -> None:
        self._file.close()
        super().close()

    def _blocks(self, first: int, end: int) -> tuple[bytes, bytes]:
        """The encrypted blocks between two places, and the one in front of them."""
        start = max(0, first - BLOCK)
        self._file.seek(start)
        found = self._file.read(end - start)
        before = found[:BLOCK] if first else FIRST
        blocks = found[first - start :]
        return blocks[: len(blocks) // BLOCK * BLOCK], before

    def _padding(self, whole: int) -> int:
        """How many bytes of the last block are none of the file's."""
        if not whole:
            return 0
        last = decrypted(self._key, *self._blocks(whole - BLOCK, whole))
        count = last[-1]
        return count if 0 < count <= BLOCK and last.endswith(bytes([count]) * count) else 0

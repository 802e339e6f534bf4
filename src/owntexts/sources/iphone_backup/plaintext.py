"""The plain bytes of a file that may be encrypted, decrypted as they are asked for, from any place."""

import os
from io import RawIOBase
from typing import Any, BinaryIO, Final

from owntexts.crypto.foreign.cbc import BLOCK, FIRST, decrypted

AT_MOST: Final = 1 << 20


class Plaintext(RawIOBase):
    """A readable, seekable stream. `key` is None where the file is plain already.

    `told` is how many plain bytes it should have, None where that is not said.
    `size` is how many it has: as told, or as its padding says where it holds more than was told. `lacks` is how many
    of them are cut off.
    """

    def __init__(self, file: BinaryIO, key: bytes | None, told: int | None) -> None:
        self._file = file
        self._key = key
        self._place = 0
        stored = os.fstat(file.fileno()).st_size
        whole = stored // BLOCK * BLOCK if key else stored
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
        return self._stored(place, end) if self._key is None else self._opened(self._key, place, end)

    def close(self) -> None:
        self._file.close()
        super().close()

    def _opened(self, key: bytes, place: int, end: int) -> bytes:
        first = place // BLOCK * BLOCK
        blocks, before = self._blocks(first, -(-end // BLOCK) * BLOCK)
        return decrypted(key, blocks, before)[place - first : end - first]

    def _stored(self, start: int, end: int) -> bytes:
        self._file.seek(start)
        return self._file.read(end - start)

    def _blocks(self, first: int, end: int) -> tuple[bytes, bytes]:
        """The encrypted blocks between two places, and the one in front of them."""
        start = max(0, first - BLOCK)
        found = self._stored(start, end)
        before = found[:BLOCK] if first else FIRST
        blocks = found[first - start :]
        return blocks[: len(blocks) // BLOCK * BLOCK], before

    def _padding(self, whole: int) -> int:
        """How many bytes of the last block are none of the file's."""
        if not whole or self._key is None:
            return 0
        last = self._opened(self._key, whole - BLOCK, whole)
        count = last[-1]
        return count if 0 < count <= BLOCK and last.endswith(bytes([count]) * count) else 0

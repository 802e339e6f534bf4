"""How often a key came before in a source, without keeping the keys of millions of rows.

Rows with one key have one time. So a first walk notes the times in two maps of bits: seen, and seen again. In the
second walk only rows of a time that was seen again are counted, by a hash of their keys, in a database of SQLite's own
that goes to a nameless temporary file where it gets large.
"""

from hashlib import blake2b
from typing import Final

import apsw

BITS: Final = 1 << 26
HASH_BYTES: Final = 8
CACHE_KIB: Final = 4_096

_COUNT: Final = (
    "insert into key values (?, 0) on conflict (hash) do update set occurrence = occurrence + 1 returning occurrence"
)


class Repeats:
    """`note` for every row of the first walk, then `occurrence` for every row of the second in the same order."""

    def __init__(self) -> None:
        self._seen = bytearray(BITS // 8)
        self._again = bytearray(BITS // 8)
        self._counts: apsw.Connection | None = None

    def note(self, time: str) -> None:
        place, bit = _place(time)
        if self._seen[place] & bit:
            self._again[place] |= bit
        self._seen[place] |= bit

    def may_repeat(self, time: str) -> bool:
        place, bit = _place(time)
        return bool(self._again[place] & bit)

    def occurrence(self, key: str) -> int:
        """How many rows had this key before; to be asked once for each row whose time may repeat."""
        digest = blake2b(key.encode("utf-8", "surrogatepass"), digest_size=HASH_BYTES).digest()
        count: int = self._database().execute(_COUNT, (int.from_bytes(digest, "big", signed=True),)).get
        return count

    def close(self) -> None:
        if self._counts is not None:
            self._counts.close()

    def _database(self) -> apsw.Connection:
        if self._counts is None:
            self._counts = apsw.Connection("")
            self._counts.pragma("journal_mode", "off")
            self._counts.pragma("cache_size", -CACHE_KIB)
            self._counts.execute("create table key (hash integer primary key, occurrence integer)")
            self._counts.execute("begin exclusive")
        return self._counts


def _place(time: str) -> tuple[int, int]:
    place, bit = divmod(hash(time) % BITS, 8)
    return place, 1 << bit

"""The blobs of one account in memory, by the rules of a real hub: created once, deleted softly, bounded by a quota."""

from collections import Counter
from collections.abc import Sequence
from hashlib import sha256
from threading import RLock

from owntexts.errors import HubFailed
from owntexts.wire.blob import parse
from owntexts.wire.limits import KEPT_AT_ONCE


class MemoryBlobs:
    """What is stored, what is deleted and may still come back, and how often each blob was put, taken or not."""

    def __init__(self) -> None:
        self.data: dict[bytes, bytes] = {}
        self.deleted: set[bytes] = set()
        self.puts: Counter[bytes] = Counter()
        self._guard = RLock()

    @property
    def used(self) -> int:
        """What counts against the quota."""
        with self._guard:
            return sum(len(data) for blob, data in self.data.items() if blob not in self.deleted)

    def keep(self, ids: Sequence[bytes]) -> list[bytes]:
        """Those that are missing; the others are kept."""
        assert len(ids) <= KEPT_AT_ONCE
        with self._guard:
            self.deleted -= set(ids)
            return [blob for blob in ids if blob not in self.data]

    def put(self, blob: bytes, data: bytes, instead_of: bytes | None, *, room: int) -> bool:
        """Stores it where there is none of that id, or exactly the bytes that are to be replaced."""
        assert parse(data).header.id == blob
        with self._guard:
            self.puts[blob] += 1
            standing = self.data.get(blob)
            if standing is not None and (instead_of is None or sha256(standing).digest() != instead_of):
                self.deleted.discard(blob)
                return False
            if self.used + len(data) > room:
                raise HubFailed("The hub is full", code="storage.hub_full")
            self.data[blob] = data
            return True

    def delete(self, ids: Sequence[bytes]) -> int:
        """The bytes that count no more; they come back when someone keeps or puts them."""
        with self._guard:
            fresh = [blob for blob in ids if blob in self.data and blob not in self.deleted]
            self.deleted.update(fresh)
            return sum(len(self.data[blob]) for blob in fresh)

"""What was read from a source before, asked row by row in rising order and never held in memory whole."""

from array import array
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from hashlib import sha256
from typing import Any, Final

from owntexts.replica import mirroring
from owntexts.replica.database import Connection, Replica
from owntexts.replica.sources import number_of

PAGE_ROWS: Final = 20_000
FOLDERS: Final = "select distinct folder from folder_file"
BEFORE_ALL: Final = -(1 << 63)

_IN_FOLDER: Final = (
    "select row from ledger where source = ?1 and digest in (select source from folder_file where folder = ?1) "
    "order by row"
)

Entry = tuple[int, int]


class StoredLedger:
    """A merge of the rows asked for with the rows on record; implements model.observations.Ledger.

    `vanished` are the rows on record that a full read has not asked for, once `finish` has been called.
    """

    def __init__(self, db: Replica, source: str) -> None:
        self._db = db
        self._source = source
        self._asked = BEFORE_ALL
        self._entries = self._stored()
        self._next = next(self._entries, None)
        self.vanished = array("q")

    def has(self, row: int, digest: int) -> bool:
        """Whether the row was read before with this digest; rows are asked for in rising order."""
        self._asked = row
        while self._next is not None and self._next[0] < row:
            self.vanished.append(self._next[0])
            self._next = next(self._entries, None)
        if self._next is None or self._next[0] != row:
            return False
        known = self._next[1]
        self._next = next(self._entries, None)
        return known == signed(digest)

    def finish(self) -> int:
        """To be called when the source was read to its end: how many rows on record it does not have any more."""
        while self._next is not None:
            self.vanished.append(self._next[0])
            self._next = next(self._entries, None)
        return len(self.vanished)

    def _stored(self) -> Iterator[Entry]:
        last = BEFORE_ALL
        while page := self._page(last):
            yield from page
            if len(page) < PAGE_ROWS:
                return
            last = page[-1][0]

    def _page(self, last: int) -> list[Entry]:
        with self._db.read() as connection:
            page: list[Any] = connection.execute(
                "select row, digest from ledger where source = ? and row > ? order by row limit ?",
                (number_of(self._source), last, PAGE_ROWS),
            ).fetchall()
            return page


class FolderLedger:
    """Implements model.observations.Ledger for one file of a watched folder.

    Exports follow one another and say nearly the same, so a row is known that any file had, wherever it stands now. It
    is known as long as the file in which it was seen lies there: what is in no other place then is read from the next.
    """

    def __init__(self, db: Replica, folder: str, file: str, kind: str) -> None:
        self._folder, self._file = number_of(folder), number_of(file)
        self._salt = int.from_bytes(sha256(kind.encode()).digest()[:8], "big")
        with db.read() as connection:
            rows: Any = connection.execute(_IN_FOLDER, (self._folder,))
            self._known = array("q", (row for (row,) in rows))

    def has(self, _row: int, digest: int) -> bool:
        """Whether a row with this digest was read before from a file of this kind; eight bytes are held for each."""
        wanted = signed(digest ^ self._salt)
        place = bisect_left(self._known, wanted)
        return place < len(self._known) and self._known[place] == wanted

    def keep(self, connection: Connection, rows: Sequence[Entry], sightings: Sequence[bytes | None]) -> None:
        """These rows were read in this file."""
        keep(connection, self._folder, [(signed(digest ^ self._salt), self._file) for _, digest in rows], sightings)


def keep(connection: Connection, source: int, entries: list[Entry], sightings: Sequence[bytes | None]) -> None:
    """These rows were read; `sightings` are the ids of what they became, in the same order."""
    mirroring.note(connection, source, [row for row, _ in entries])
    connection.executemany(
        "insert or replace into ledger values (?, ?, ?, ?)",
        [(source, row, signed(digest), one) for (row, digest), one in zip(entries, sightings, strict=True)],
    )


def signed(digest: int) -> int:
    """64 bits as SQLite keeps them."""
    return digest - (1 << 64) if digest >= 1 << 63 else digest

"""Rows that a device gave, kept while they are read: SQLite's own temporary file, nameless and of mode 0600."""

from collections.abc import Iterable, Iterator
from typing import Any, Final

import apsw

from owntexts.sources.telephony.fields import Fields
from owntexts.sources.telephony.json_rows import decoded

CACHE_KIB: Final = 8_192


class Spool:
    """Rows by table and key, given back in the order of their keys, and of one key in the order they came."""

    def __init__(self) -> None:
        self._rows = apsw.Connection("")
        self._rows.pragma("journal_mode", "off")
        self._rows.pragma("cache_size", -CACHE_KIB)
        self._rows.execute("create table row (kind text, key integer, number integer primary key, data blob)")
        self._rows.execute("create index by_key on row (kind, key)")
        self._rows.execute("begin exclusive")

    def put(self, table: str, rows: Iterable[tuple[int, bytes]]) -> None:
        """Keeps rows, each with its key."""
        self._rows.executemany(
            "insert into row (kind, key, data) values (?, ?, ?)", ((table, key, data) for key, data in rows)
        )

    def replace(self, table: str, rows: Iterable[tuple[int, bytes]]) -> None:
        """Keeps rows, each in the place of what had its key before."""
        for key, data in rows:
            self._rows.execute("delete from row where kind = ? and key = ?", (table, key))
            self.put(table, [(key, data)])

    def all(self, table: str) -> Iterator[tuple[int, bytes]]:
        """The rows of a table with their keys, in rising order."""
        rows: Any = self._rows.execute(
            "select key, data from row where kind = ? and key is not null order by key, number", (table,)
        )
        return iter(rows)

    def of(self, table: str, key: int) -> list[Fields]:
        """The rows of one key."""
        rows: Any = self._rows.execute("select data from row where kind = ? and key = ? order by number", (table, key))
        return [decoded(data) for (data,) in rows]

    def has(self, table: str) -> bool:
        """Whether a table has any row."""
        return bool(self._rows.execute("select exists (select 1 from row where kind = ?)", (table,)).get)

    def close(self) -> None:
        self._rows.close()

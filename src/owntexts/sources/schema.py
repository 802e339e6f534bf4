"""Which tables and columns a store has: asked, never assumed, since every OS version has its own."""

from collections.abc import Iterator, Sequence
from typing import Any, Final

import apsw

from owntexts.sources.snapshot import BROKEN

UNUSABLE: Final = (*BROKEN, apsw.SQLError, apsw.NoMemError, apsw.TooBigError)
"""What SQLite answers where pages are damaged; a length that is none can ask for more memory than there is."""


class Schema:
    """The tables of a store, with the columns of each."""

    def __init__(self, connection: apsw.Connection) -> None:
        names = connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'").fetchall()
        self.tables: dict[str, frozenset[str]] = {
            str(name): frozenset(
                str(column) for (column,) in connection.execute("SELECT name FROM pragma_table_info(?)", (name,))
            )
            for (name,) in names
        }

    def has(self, table: str, *columns: str) -> bool:
        """Whether the table is there with all of these columns."""
        return table in self.tables and self.tables[table].issuperset(columns)

    def columns(self, table: str) -> frozenset[str]:
        """The table's columns; none where there is no such table."""
        return self.tables.get(table, frozenset())

    def select(self, table: str, columns: Sequence[str], template: str = '"{}"') -> str:
        """The list that reads these columns in this order, NULL standing for what the store does not have."""
        have = self.columns(table) | {"ROWID"}
        return ", ".join(template.format(name) if name in have else "NULL" for name in columns)

    def texts(self, table: str, columns: Sequence[str]) -> str:
        """The same, as bytes: one of them may be no UTF-8."""
        return self.select(table, columns, 'CAST("{}" AS BLOB)')

    def numbers(self, table: str, columns: Sequence[str]) -> str:
        """The same, as whole numbers: SQLite lets any value into any column."""
        return self.select(table, columns, 'CAST("{}" AS INTEGER)')


class Store:
    """An open copy of a store. `damage` gathers what SQLite could not read of its side tables."""

    def __init__(self, connection: apsw.Connection) -> None:
        self.connection = connection
        self.schema = Schema(connection)
        self.damage: list[str] = []

    def rows(self, table: str, query: str, bindings: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
        """The answer to a query over a side table, as far as it can be read."""
        try:
            yield from self.connection.execute(query, bindings)
        except UNUSABLE as error:
            self.damage.append(f"table {table}: {error}")

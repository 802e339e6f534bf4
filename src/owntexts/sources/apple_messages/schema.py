"""Which tables and columns a store has: asked, never assumed, since every OS version has its own."""

from collections.abc import Sequence

import apsw


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

    def select(self, table: str, wanted: Sequence[str]) -> str:
        """The column list that reads `wanted` in this order, NULL standing for what the store does not have."""
        have = self.columns(table)
        return ", ".join(f'"{name}"' if name in have or name == "ROWID" else "NULL" for name in wanted)

"""Writes the tables of a Messages store: schemas by version, rows in bulk, and on demand a write-ahead log."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from importlib.resources import files
from operator import itemgetter
from pathlib import Path
from types import TracebackType
from typing import Any, Literal, Self

import apsw

SchemaName = Literal["ios9", "ios14", "macos11", "macos15", "macos26"]
Value = str | int | float | bytes | None
Row = dict[str, Value]

TABLES = (
    "handle chat chat_handle_join message attachment chat_message_join message_attachment_join "
    "chat_recoverable_message_join recoverable_message_part chat_lookup chat_service"
).split()


@dataclass(frozen=True)
class Schema:
    """One OS version: the layers its tables are made of, where attachments lie, and whether dates are in seconds."""

    name: SchemaName
    layers: tuple[str, ...]
    attachments: str
    client_version: int
    seconds: bool = False


_IOS, _MAC = "~/Library/SMS/Attachments", "~/Library/Messages/Attachments"
SCHEMAS: dict[SchemaName, Schema] = {
    "ios9": Schema("ios9", ("ios9",), _IOS, 9000, seconds=True),
    "ios14": Schema("ios14", ("ios9", "ios14"), _IOS, 14000),
    "macos11": Schema("macos11", ("ios9", "ios14"), _MAC, 14001),
    "macos15": Schema("macos15", ("ios9", "ios14", "macos15"), _MAC, 18020),
    "macos26": Schema("macos26", ("ios9", "ios14", "macos15", "macos26"), _MAC, 26000),
}


class Store:
    """A store that is open for writing."""

    def __init__(self, path: Path) -> None:
        self._connection = apsw.Connection(str(path))
        self._connection.pragma("synchronous", "off")
        self._connection.pragma("cache_size", -200_000)
        self._columns: dict[str, frozenset[str]] = {}

    @classmethod
    def create(cls, path: Path, schema: Schema) -> Self:
        path.unlink(missing_ok=True)
        store = cls(path)
        store._connection.pragma("journal_mode", "off")
        for layer in schema.layers:
            store._connection.execute(_sql(layer))
        version = str(schema.client_version)
        store.insert("_SqliteDatabaseProperties", [{"key": "_ClientVersion", "value": version}])
        return store

    @classmethod
    def reopen(cls, path: Path) -> tuple[Self, Schema]:
        """A store written before, and its schema."""
        store = cls(path)
        version = store.one("SELECT value FROM _SqliteDatabaseProperties WHERE key = '_ClientVersion'")
        return store, next(known for known in SCHEMAS.values() if str(known.client_version) == version)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._connection.close()

    def columns(self, table: str) -> frozenset[str]:
        """The columns a table has; none where there is no such table."""
        if table not in self._columns:
            found = self._connection.pragma("table_info", table) if self.has(table) else ()
            self._columns[table] = frozenset(column[1] for column in found) | ({"ROWID"} if found else frozenset())
        return self._columns[table]

    def has(self, table: str) -> bool:
        return self.one("SELECT count(*) FROM sqlite_schema WHERE name = ?", (table,)) == 1

    def one(self, query: str, bindings: Sequence[Value] = ()) -> Value:
        """The first column of the first row."""
        value: Value = self._connection.execute(query, bindings).get
        return value

    def whole(self, query: str, bindings: Sequence[Value] = ()) -> int:
        """The whole number a query gives; 0 for none."""
        value = self.one(query, bindings)
        return value if isinstance(value, int) else 0

    def all(self, query: str) -> list[tuple[Any, ...]]:
        return list(self._connection.execute(query))

    def insert(self, table: str, rows: Iterable[Row]) -> None:
        """Writes rows, each without the columns that this version does not have yet."""
        known = self.columns(table)
        shapes: dict[tuple[str, ...], list[Row]] = defaultdict(list)
        for row in rows:
            shapes[tuple(row)].append(row)
        for names, alike in shapes.items():
            shape = [name for name in names if name in known]
            if shape:
                self.insert_tuples(table, shape, map(_values_of(shape), alike))

    def insert_pending(self, rows: dict[str, list[Row]]) -> None:
        """Writes collected rows, by table, and forgets them."""
        for table in TABLES:
            self.insert(table, rows.pop(table, ()))

    def insert_tuples(self, table: str, columns: Sequence[str], rows: Iterable[tuple[Value, ...]]) -> None:
        places = ",".join("?" * len(columns))
        self._connection.executemany(f"INSERT INTO {table} ({','.join(columns)}) VALUES ({places})", rows)  # noqa: S608 - our own names

    def overwrite(self, table: str, row: int, columns: Mapping[str, Value]) -> None:
        """Puts other values into one row."""
        places = ",".join(f"{column} = ?" for column in columns)
        self._connection.execute(f"UPDATE {table} SET {places} WHERE ROWID = ?", (*columns.values(), row))  # noqa: S608 - as above

    def batch(self) -> AbstractContextManager[Any]:
        """One transaction around what is written inside."""
        return self._connection

    def make_indexes(self) -> None:
        self._connection.execute(_sql("indexes"))

    def leave_rows_in_wal(self) -> None:
        """From here on rows go to the write-ahead log and stay there when the store is closed."""
        self._connection.pragma("journal_mode", "wal")
        self._connection.wal_autocheckpoint(0)
        self._connection.config(apsw.SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1)


def _values_of(shape: Sequence[str]) -> Callable[[Row], tuple[Value, ...]]:
    """A function that gives the values of these columns (at least two) of a row."""
    return itemgetter(*shape)


def _sql(name: str) -> str:
    return (files(__package__) / "schemas" / f"{name}.sql").read_text("utf-8")

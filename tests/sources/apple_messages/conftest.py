"""Small stores made on the spot, and what a reader says of one."""

import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from owntexts.model.observations import Ledger, Problem, Row, Total, Unchanged
from owntexts.model.records import Edit, Reaction, Record, Sighting
from owntexts.sources.apple_messages import SOURCE
from owntexts.sources.base import Options

TABLES = {
    "message": {
        "ROWID": "INTEGER PRIMARY KEY",
        "guid": "TEXT",
        "text": "TEXT",
        "attributedBody": "BLOB",
        "handle_id": "INTEGER",
        "service": "TEXT",
        "date": "INTEGER",
        "is_from_me": "INTEGER",
    },
    "handle": {"ROWID": "INTEGER PRIMARY KEY", "id": "TEXT", "country": "TEXT", "person_centric_id": "TEXT"},
    "chat": {
        "ROWID": "INTEGER PRIMARY KEY",
        "guid": "TEXT",
        "style": "INTEGER",
        "chat_identifier": "TEXT",
        "service_name": "TEXT",
        "display_name": "TEXT",
        "group_id": "TEXT",
    },
}
Rows = Sequence[Mapping[str, Any]]


@dataclass
class Said:
    """What a reader said of a store, sorted by what it is."""

    total: int = 0
    context: list[Record] = field(default_factory=list)
    rows: dict[int, tuple[Record, ...]] = field(default_factory=dict)
    digests: dict[int, int] = field(default_factory=dict)
    unchanged: list[int] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    def message(self, row: int = 1) -> Sighting:
        found = self.rows[row][0]
        assert isinstance(found, Sighting)
        return found

    def reaction(self, row: int = 1) -> Reaction:
        (found,) = self.rows[row]
        assert isinstance(found, Reaction)
        return found

    def edits(self, row: int = 1) -> list[Edit]:
        return [record for record in self.rows[row] if isinstance(record, Edit)]

    @property
    def unreadable(self) -> list[Problem]:
        return [problem for problem in self.problems if problem.unreadable]


class ReadNothing:
    """A ledger of a store that was never read."""

    def has(self, row: int, digest: int) -> bool:
        return False


class ReadBefore:
    """A ledger of what was said."""

    def __init__(self, said: Said) -> None:
        self._digests = said.digests

    def has(self, row: int, digest: int) -> bool:
        return self._digests.get(row) == digest


def sort(observations: Iterator[Any]) -> Said:
    said = Said()
    for one in observations:
        if isinstance(one, Total):
            said.total = one.rows
        elif isinstance(one, Row):
            said.rows[one.row] = one.records
            said.digests[one.row] = one.digest
        elif isinstance(one, Unchanged):
            said.unchanged.append(one.row)
        elif isinstance(one, Problem):
            said.problems.append(one)
        else:
            said.context.extend(one.records)
    return said


@pytest.fixture
def read() -> Callable[..., Said]:
    """Reads a store as the first time, or after what was said before."""

    def reading(path: Path, before: Said | None = None) -> Said:
        ledger: Ledger = ReadBefore(before) if before else ReadNothing()
        with SOURCE.open(path, Options()) as source:
            return sort(source.read(ledger))

    return reading


@pytest.fixture
def make_store(tmp_path: Path) -> Callable[..., Path]:
    """Writes a store of these rows, each column that a row names being there; message rows are numbered from 1."""

    def making(*messages: Mapping[str, Any], name: str = "chat.db", **tables: Rows) -> Path:
        path = tmp_path / name
        path.unlink(missing_ok=True)
        numbered = [{"ROWID": place, "guid": f"GUID-{place}", **row} for place, row in enumerate(messages, 1)]
        connection = sqlite3.connect(path)
        for table, rows in {"message": numbered, "handle": (), "chat": (), **tables}.items():
            write(connection, table, rows)
        connection.commit()
        connection.close()
        return path

    return making


def write(connection: sqlite3.Connection, table: str, rows: Rows) -> None:
    columns = dict(TABLES.get(table, {}))
    for row in rows:
        columns |= {name: "BLOB" for name in row if name not in columns}
    spelled = ", ".join(f"{name} {kind}" for name, kind in columns.items())
    connection.execute(f"CREATE TABLE {table} ({spelled})")
    for row in rows:
        marks = ", ".join("?" * len(row))
        connection.execute(f"INSERT INTO {table} ({', '.join(row)}) VALUES ({marks})", tuple(row.values()))  # noqa: S608 - a test's own names


@pytest.fixture
def samples(shared_fixtures: Path) -> Path:
    """The public samples of Apple's formats."""
    return shared_fixtures / "apple" / "imessage-exporter"

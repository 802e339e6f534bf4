import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from owntexts.sources.apple_messages import SOURCE
from owntexts.sources.base import Options
from owntexts.testing.apple import build_chat_db

MakeStore = Callable[..., Path]
Read = Callable[..., Any]


def test_rows_come_in_the_order_of_their_numbers(make_store: MakeStore, read: Read) -> None:
    said = read(make_store(*({"ROWID": row, "text": "x"} for row in (7, -3, 1 << 40, 2))))
    assert list(said.rows) == [-3, 2, 7, 1 << 40]


def test_a_text_that_is_no_utf8_is_mended_and_complained_of(make_store: MakeStore, read: Read) -> None:
    path = make_store({"text": "a"}, {"text": "b"}, {"text": "c"})
    _run(path, "UPDATE message SET text = CAST(X'62FF63' AS TEXT) WHERE ROWID = 2")
    said = read(path)
    assert [said.message(row).parts for row in (1, 2, 3)] == [("a",), ("b\ufffdc",), ("c",)]
    assert [(problem.row, problem.unreadable) for problem in said.problems] == [(2, False)]


def test_a_lone_surrogate_in_a_text_becomes_one_mark(make_store: MakeStore, read: Read) -> None:
    path = make_store({"text": "a"})
    _run(path, "UPDATE message SET text = CAST(X'61EDA08062' AS TEXT)")
    assert read(path).message().parts == ("a\ufffdb",)


@pytest.mark.parametrize(
    "columns",
    [
        {"text": 12},
        {"text": b"12"},
        {"guid": 5.5, "text": "12"},
        {"date": "soon", "text": "12"},
        {"date": 1.5, "text": "12"},
        {"attributedBody": "no blob", "text": "12"},
        {"handle_id": b"\0", "text": "12"},
        {"is_from_me": "yes", "text": "12"},
    ],
)
def test_a_value_of_another_type_than_its_column_never_loses_the_row(
    make_store: MakeStore, read: Read, columns: dict[str, Any]
) -> None:
    path = make_store({"text": "before"}, {"text": "x"}, {"text": "after"})
    _without_types(path)
    for name, value in columns.items():
        _run(path, f"UPDATE message SET {name} = ? WHERE ROWID = 2", value)  # noqa: S608 - our own names
    said = read(path)
    assert said.message(2).parts == ("12",)
    assert (said.problems[0].row, said.unreadable) == (2, [])
    assert [said.message(row).parts for row in (1, 3)] == [("before",), ("after",)]


def test_a_page_that_is_overwritten_costs_its_own_rows_only(tmp_path: Path, read: Read) -> None:
    path = tmp_path / "chat.db"
    build_chat_db(path, messages=2_000, other_kinds=0)
    whole = read(path)
    page, size = _leaf(path, row=1_000)
    spoilt = bytearray(path.read_bytes())
    spoilt[(page - 1) * size : page * size] = b"\xff" * size
    path.write_bytes(bytes(spoilt))
    said = read(path)
    lost = set(whole.rows) - set(said.rows)
    assert 1_000 in lost
    assert len(lost) < 100
    assert lost == set(range(min(lost), max(lost) + 1))
    (problem,) = said.unreadable
    assert problem.where == f"the rows from {min(lost)} on"
    assert f"row {max(lost) + 1}" in problem.reason
    assert all(said.rows[row] == whole.rows[row] for row in said.rows)


@pytest.mark.parametrize("share", [0.3, 0.6, 0.9])
def test_of_a_cut_store_what_is_there_is_read(tmp_path: Path, read: Read, share: float) -> None:
    path = tmp_path / "chat.db"
    build_chat_db(path, messages=3_000)
    whole = read(path)
    path.write_bytes(path.read_bytes()[: int(path.stat().st_size * share)])
    said = read(path)
    assert 0 < len(said.rows) < len(whole.rows)
    assert {row: records[0].native for row, records in said.rows.items() if hasattr(records[0], "native")}.items() <= {
        row: records[0].native for row, records in whole.rows.items() if hasattr(records[0], "native")
    }.items()
    assert said.problems
    with SOURCE.open(path, Options()) as source:
        (finding,) = source.diagnose()
    assert finding.code == "source.damaged"


def _leaf(path: Path, row: int) -> tuple[int, int]:
    """The page that holds a row of the table message, found by the row's own guid, and the size of a page."""
    connection = sqlite3.connect(path)
    (guid,) = connection.execute("SELECT guid FROM message WHERE ROWID = ?", (row,)).fetchone()
    (size,) = connection.execute("PRAGMA page_size").fetchone()
    connection.close()
    content = path.read_bytes()
    places = [place for place in range(len(content)) if content.startswith(guid.encode(), place)]
    leaves = [place // size + 1 for place in places if content[place // size * size] == 0x0D]
    return leaves[0], size


def _run(path: Path, statement: str, *bindings: Any) -> None:
    connection = sqlite3.connect(path)
    connection.execute(statement, bindings)
    connection.commit()
    connection.close()


def _without_types(path: Path) -> None:
    """Columns without a type keep any value as it is."""
    connection = sqlite3.connect(path)
    names = [name for _, name, *_ in connection.execute("PRAGMA table_info(message)") if name != "ROWID"]
    listed = ", ".join(names)
    connection.execute(f"CREATE TABLE untyped (ROWID INTEGER PRIMARY KEY, {listed})")
    connection.execute(f"INSERT INTO untyped (ROWID, {listed}) SELECT ROWID, {listed} FROM message")  # noqa: S608
    connection.execute("DROP TABLE message")
    connection.execute("ALTER TABLE untyped RENAME TO message")
    connection.commit()
    connection.close()

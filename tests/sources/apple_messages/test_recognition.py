import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from owntexts.errors import SourceFailed
from owntexts.sources.apple_messages.recognition import INNER_FILE, recognize
from owntexts.testing.apple import SCHEMAS, build_chat_db


@pytest.mark.parametrize("schema", sorted(SCHEMAS))
def test_a_store_of_any_version_is_recognised_by_its_tables(tmp_path: Path, schema: str) -> None:
    path = tmp_path / "anything.bin"
    build_chat_db(path, messages=10, schema=schema)
    found = recognize(path)
    assert found.answer == "yes"
    assert "columns in its table message" in found.evidence[0]


def test_a_folder_with_a_store_is_recognised(tmp_path: Path) -> None:
    build_chat_db(tmp_path / "chat.db", messages=10)
    assert recognize(tmp_path).answer == "yes"


def test_a_store_whose_rows_are_all_in_the_log_is_recognised(
    tmp_path: Path, fingerprint: Callable[[Path], dict[str, str]]
) -> None:
    folder = tmp_path / "copy"
    folder.mkdir()
    connection = sqlite3.connect(tmp_path / "chat.db")
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("CREATE TABLE message (ROWID INTEGER PRIMARY KEY, text TEXT, date INTEGER)")
    connection.commit()
    for name in ("chat.db", "chat.db-wal"):
        (folder / name).write_bytes((tmp_path / name).read_bytes())
    connection.close()
    before = fingerprint(folder)
    assert recognize(folder / "chat.db").answer == "yes"
    assert fingerprint(folder) == before


def test_the_store_inside_a_backup_is_recognised_and_told(shared_fixtures: Path) -> None:
    found = recognize(shared_fixtures / "apple" / "mvt" / "ios_backup" / "3d" / INNER_FILE)
    assert found.answer == "yes"
    assert "iPhone backup" in found.evidence[-1]
    assert "orphans" in found.evidence[1]


def test_a_backup_folder_names_the_store_inside(shared_fixtures: Path) -> None:
    found = recognize(shared_fixtures / "apple" / "mvt" / "ios_backup")
    assert found.answer == "no"
    assert INNER_FILE in found.evidence[0]


@pytest.mark.parametrize(
    ("content", "phrase"),
    [(b"", "empty"), (b"hello", "no SQLite database"), (b"SQLite format 4\0" + b"x" * 200, "no SQLite database")],
)
def test_what_is_no_database_is_not_recognised(tmp_path: Path, content: bytes, phrase: str) -> None:
    path = tmp_path / "chat.db"
    path.write_bytes(content)
    assert recognize(path).answer == "no"
    assert phrase in recognize(path).evidence[0]


@pytest.mark.parametrize("table", ["notes (id INTEGER)", "message (id INTEGER, body TEXT)"])
def test_the_database_of_another_program_is_not_recognised(tmp_path: Path, table: str) -> None:
    path = tmp_path / "chat.db"
    connection = sqlite3.connect(path)
    connection.execute(f"CREATE TABLE {table}")
    connection.close()
    assert recognize(path).answer == "no"
    assert "another program" in recognize(path).evidence[0]


def test_a_folder_without_a_store_is_not_recognised(tmp_path: Path) -> None:
    assert recognize(tmp_path).answer == "no"


def test_a_cut_store_is_recognised_while_its_tables_can_be_listed(tmp_path: Path) -> None:
    path = tmp_path / "chat.db"
    build_chat_db(path, messages=2_000)
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    assert recognize(path).answer == "yes"


def test_a_database_whose_tables_cannot_be_listed_is_damaged(tmp_path: Path) -> None:
    path = tmp_path / "chat.db"
    path.write_bytes(b"SQLite format 3\0" + b"\xff" * 4_080)
    with pytest.raises(SourceFailed) as refusal:
        recognize(path)
    assert refusal.value.code == "source.damaged"

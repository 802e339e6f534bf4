import os
import shutil
import sqlite3
import stat
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from owntexts.errors import SourceFailed
from owntexts.sources import snapshot
from owntexts.testing.apple import build_chat_db

Fingerprint = Callable[[Path], dict[str, str]]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "Messages"
    made.mkdir()
    return made


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    made = tmp_path / "temporary"
    made.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(made))
    return made


@pytest.fixture
def live(folder: Path) -> Iterator[sqlite3.Connection]:
    """A store in WAL mode that its program has open, 100 rows of it in the log only."""
    with closing(sqlite3.connect(folder / "chat.db")) as connection:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("CREATE TABLE message (ROWID INTEGER PRIMARY KEY, text TEXT)")
        connection.executemany("INSERT INTO message (text) VALUES (?)", [("hello",)] * 100)
        connection.commit()
        yield connection


def test_a_live_store_is_copied_with_its_log_and_left_as_it_was(
    live: sqlite3.Connection, folder: Path, fingerprint: Fingerprint
) -> None:
    before = fingerprint(folder)
    assert set(before) == {"chat.db", "chat.db-wal", "chat.db-shm"}
    assert _rows(folder / "chat.db") == 100
    assert fingerprint(folder) == before


def test_a_copy_does_not_see_what_is_written_later(live: sqlite3.Connection, folder: Path) -> None:
    with snapshot.take(folder / "chat.db") as taken:
        live.execute("INSERT INTO message (text) VALUES ('later')")
        live.commit()
        live.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        assert taken.connection.execute("SELECT count(*) FROM message").fetchall() == [(100,)]


@pytest.mark.parametrize("files", [("chat.db", "chat.db-wal"), ("chat.db", "chat.db-wal", "chat.db-shm")])
@pytest.mark.usefixtures("live")
def test_copied_files_are_read_with_their_log_and_nothing_is_left_beside_them(
    folder: Path, tmp_path: Path, fingerprint: Fingerprint, files: tuple[str, ...]
) -> None:
    copy = tmp_path / "copy"
    copy.mkdir()
    for name in files:
        shutil.copy(folder / name, copy / name)
    before = fingerprint(copy)
    assert _rows(copy / "chat.db") == 100
    assert fingerprint(copy) == before


def test_a_lone_file_in_wal_mode_gets_no_companions(
    live: sqlite3.Connection, folder: Path, fingerprint: Fingerprint
) -> None:
    live.close()
    before = fingerprint(folder)
    assert set(before) == {"chat.db"}
    assert _rows(folder / "chat.db") == 100
    with snapshot.peek(folder / "chat.db") as connection:
        assert connection.execute("SELECT count(*) FROM message").fetchall() == [(100,)]
    assert fingerprint(folder) == before


def test_a_hot_journal_is_rolled_back_in_the_copy_only(folder: Path, tmp_path: Path, fingerprint: Fingerprint) -> None:
    script = """
import os, sqlite3, sys
c = sqlite3.connect(sys.argv[1], isolation_level=None)
c.execute("CREATE TABLE message (ROWID INTEGER PRIMARY KEY, text TEXT)")
c.executemany("INSERT INTO message (text) VALUES (?)", [("x" * 500,)] * 100)
c.execute("PRAGMA cache_size=2")
c.execute("BEGIN IMMEDIATE")
c.execute("UPDATE message SET text = text || 'half done'")
os._exit(1)
"""
    subprocess.run([sys.executable, "-c", script, str(folder / "chat.db")], check=False)
    before = fingerprint(folder)
    assert set(before) == {"chat.db", "chat.db-journal"}
    with snapshot.take(folder / "chat.db") as taken:
        assert taken.connection.execute("SELECT DISTINCT text FROM message").fetchall() == [("x" * 500,)]
    assert fingerprint(folder) == before


def test_a_large_store_is_copied_to_a_private_file_that_has_lost_its_name(
    folder: Path, temporary: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(snapshot, "IN_MEMORY", 0)
    build_chat_db(folder / "chat.db", messages=500)
    with snapshot.take(folder / "chat.db") as taken:
        assert taken.connection.execute("SELECT count(*) FROM message").fetchall() == [(500,)]
        assert os.name != "posix" or list(temporary.iterdir()) == []
    assert list(temporary.iterdir()) == []


def test_copied_files_are_private_while_they_have_a_name(
    folder: Path, temporary: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    modes: list[tuple[int, int]] = []
    recover = snapshot._recovered

    def looking(copy: Path) -> str | None:
        modes.append((stat.S_IMODE(copy.parent.stat().st_mode), stat.S_IMODE(copy.stat().st_mode)))
        return recover(copy)

    monkeypatch.setattr(snapshot, "_recovered", looking)
    build_chat_db(folder / "chat.db", messages=100, wal=True)
    (folder / "chat.db-shm").unlink(missing_ok=True)
    assert _rows(folder / "chat.db") == 100
    assert modes == [(0o700, 0o600)]
    assert list(temporary.iterdir()) == []


@pytest.mark.parametrize("wal", [False, True])
def test_a_read_only_folder_is_enough(folder: Path, wal: bool) -> None:
    build_chat_db(folder / "chat.db", messages=200, wal=wal)
    folder.chmod(0o500)
    try:
        assert _rows(folder / "chat.db") == 200
    finally:
        folder.chmod(0o700)


def test_names_with_marks_of_addresses_are_opened_as_they_are(folder: Path) -> None:
    path = folder / "chat #1?mode=rw%20&.db"
    build_chat_db(path, messages=20)
    assert _rows(path) == 20


def test_nothing_there_is_source_missing(folder: Path) -> None:
    assert _refusal(folder / "chat.db") == "source.missing"
    assert _refusal(folder / "no" / "chat.db") == "source.missing"


@pytest.mark.parametrize("busy", ["BEGIN EXCLUSIVE", "BEGIN IMMEDIATE; DELETE FROM message"])
def test_a_store_in_use_is_read_as_it_was_or_is_source_locked(
    folder: Path, monkeypatch: pytest.MonkeyPatch, busy: str
) -> None:
    monkeypatch.setattr(snapshot, "WAITING_S", 0)
    build_chat_db(folder / "chat.db", messages=20)
    with _held(folder / "chat.db", busy):
        if busy == "BEGIN EXCLUSIVE":
            assert _refusal(folder / "chat.db") == "source.locked"
        else:
            assert _rows(folder / "chat.db") == 20


@contextmanager
def _held(path: Path, statements: str) -> Iterator[None]:
    """Another program that has the store open, in the middle of a transaction."""
    script = """
import sqlite3, sys
c = sqlite3.connect(sys.argv[1], isolation_level=None)
for statement in sys.argv[2].split(";"):
    c.execute(statement)
print("held", flush=True)
sys.stdin.read()
"""
    command = [sys.executable, "-c", script, str(path), statements]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as other:
        assert other.stdout
        assert other.stdout.readline()
        yield
        other.communicate()


def test_a_cut_store_is_opened_as_damaged_where_its_tables_can_be_listed(
    folder: Path, fingerprint: Fingerprint
) -> None:
    path = folder / "chat.db"
    build_chat_db(path, messages=2_000)
    path.write_bytes(path.read_bytes()[: path.stat().st_size * 2 // 3])
    before = fingerprint(folder)
    with snapshot.take(path) as taken:
        assert taken.damage
        assert taken.connection.execute("SELECT text FROM message LIMIT 1").fetchall()
    assert fingerprint(folder) == before


def test_a_store_whose_tables_cannot_be_listed_is_source_damaged(folder: Path, temporary: Path) -> None:
    path = folder / "chat.db"
    build_chat_db(path, messages=50)
    path.write_bytes(path.read_bytes()[:100] + b"\xff" * 4_000)
    assert _refusal(path) == "source.damaged"
    assert list(temporary.iterdir()) == []


def test_no_room_for_the_copy_is_said(folder: Path, temporary: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    build_chat_db(folder / "chat.db", messages=50, wal=True)
    (folder / "chat.db-shm").unlink(missing_ok=True)
    monkeypatch.setattr(shutil, "copyfile", full)
    assert _refusal(folder / "chat.db") == "storage.device_full"
    assert list(temporary.iterdir()) == []


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="the superuser may read everything")
def test_a_store_that_may_not_be_read_is_source_permission(folder: Path) -> None:
    build_chat_db(folder / "chat.db", messages=5)
    (folder / "chat.db").chmod(0)
    assert _refusal(folder / "chat.db") == "source.permission"


def test_a_refusal_of_the_system_is_source_permission(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(1, "Operation not permitted")

    build_chat_db(folder / "chat.db", messages=5)
    monkeypatch.setattr(Path, "open", refuse)
    assert _refusal(folder / "chat.db") == "source.permission"


def _rows(path: Path) -> int:
    with snapshot.take(path) as taken:
        assert taken.damage is None
        return int(str(taken.connection.execute("SELECT count(*) FROM message").fetchall()[0][0]))


def _refusal(path: Path) -> str:
    with pytest.raises(SourceFailed) as refusal, snapshot.take(path):
        pass
    assert refusal.value.finding.fixes
    assert refusal.value.finding.evidence[0].value == str(path), "the copy is nobody's business"
    return refusal.value.code

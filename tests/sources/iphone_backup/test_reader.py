"""A backup says what the store inside it says, whether it is encrypted or not, old or new."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from tests.sources.iphone_backup.conftest import PASSWORD, problems, read, refusal

from owntexts.model.observations import Context, Observation, Problem, Row, Total
from owntexts.model.records import Contact
from owntexts.sources.apple_messages import SOURCE as APPLE_MESSAGES
from owntexts.sources.base import Options
from owntexts.sources.iphone_backup import SOURCE
from owntexts.sources.iphone_backup.entries import HOME
from owntexts.sources.iphone_backup.folder import SMS
from owntexts.testing.apple import build_chat_db
from owntexts.testing.iphone import Backup, pack
from owntexts.testing.suite import KnownRows, fingerprint

NAMES = ("plain", "encrypted", "flat", "flat and encrypted")


@pytest.mark.parametrize("name", NAMES)
def test_it_says_what_the_bare_store_says(backups: dict[str, Backup], tmp_path: Path, name: str) -> None:
    backup = backups[name]
    (tmp_path / "sms.db").write_bytes(backup.files[SMS])
    with APPLE_MESSAGES.open(tmp_path / "sms.db", Options()) as store:
        assert [one for one in read(backup) if not _is_of_contacts(one)] == list(store.read(KnownRows()))


def _is_of_contacts(one: Observation) -> bool:
    return isinstance(one, Context) and isinstance(one.records[0], Contact)


@pytest.mark.parametrize("name", NAMES)
def test_it_leaves_the_folder_and_the_place_for_temporary_files_as_they_were(
    backups: dict[str, Backup], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    backup = backups[name]
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    before = fingerprint(backup.folder)
    read(backup)
    assert fingerprint(backup.folder) == before
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("password", [None, PASSWORD], ids=["plain", "encrypted"])
def test_a_log_of_changes_beside_the_store_is_read_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, password: str | None
) -> None:
    store = tmp_path / "sms.db"
    manifest = build_chat_db(store, messages=200, schema="ios14", wal=True)
    log = (tmp_path / "sms.db-wal").read_bytes()
    backup = pack(store, tmp_path / "backup", password=password, more={(HOME, f"{SMS[1]}-wal"): log})
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(temporary))
    seen = read(backup)
    assert sum(isinstance(one, Row) for one in seen) == manifest.rows == 200
    assert list(temporary.iterdir()) == []


@pytest.mark.parametrize("password", [None, PASSWORD], ids=["plain", "encrypted"])
def test_a_log_that_is_none_takes_nothing_away(tmp_path: Path, password: str | None) -> None:
    store = tmp_path / "sms.db"
    build_chat_db(store, messages=200, schema="ios14")
    for number, log in enumerate((b"x", bytes(5_000), b"7\x7f\x06\x82" + b"x" * 4_200)):
        more = {(HOME, f"{SMS[1]}-wal"): log}
        backup = pack(store, tmp_path / str(number), password=password, more=more)
        assert sum(isinstance(one, Row) for one in read(backup)) == 200
        assert problems(backup) == []


def test_no_plain_page_of_an_encrypted_store_lies_on_the_disk_while_it_is_read(
    backups: dict[str, Backup], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    with SOURCE.open(backups["encrypted"].folder, Options(secret=PASSWORD)) as source:
        for _ in source.read(KnownRows()):
            assert list(tmp_path.iterdir()) == []


def test_a_backup_that_another_program_decrypted_is_read_without_a_password(copied: Callable[[str], Backup]) -> None:
    """Its Manifest.plist still says that it is encrypted, and what is encrypted still is not needed."""
    backup = copied("encrypted")
    for named, data in backup.files.items():
        backup.at(*named).write_bytes(data)
    with SOURCE.open(backup.folder, Options()) as source:
        total, told, *rows = source.read(KnownRows())
    assert total == Total(300)
    assert isinstance(told, Problem)
    assert "its list of files is damaged" in told.reason
    assert sum(isinstance(one, Row) for one in rows) == 300


def test_messages_are_found_without_any_list_of_files(copied: Callable[[str], Backup]) -> None:
    backup = copied("plain")
    (backup.folder / "Manifest.db").unlink()
    (backup.folder / "Manifest.plist").unlink()
    assert read(backup)[0] == Total(300)
    assert problems(backup) == []


def test_a_file_that_is_listed_and_absent_is_told_and_no_failure(copied: Callable[[str], Backup]) -> None:
    backup = copied("encrypted")
    backup.at(*SMS).unlink()
    assert read(backup)[0] == Total(0)
    (told,) = problems(backup)
    assert "not in the folder" in told


def test_a_backup_without_messages_says_so(copied: Callable[[str], Backup]) -> None:
    backup = copied("plain")
    backup.at(*SMS).unlink()
    with closing(sqlite3.connect(backup.folder / "Manifest.db")) as listed, listed:
        listed.execute("DELETE FROM Files WHERE relativePath = ?", (SMS[1],))
    (told,) = problems(backup)
    assert "made without messages" in told


def test_a_store_that_is_not_as_it_was_written_is_told_and_read(copied: Callable[[str], Backup]) -> None:
    backup = copied("plain")
    with closing(sqlite3.connect(backup.at(*SMS))) as store, store:
        store.execute("UPDATE message SET text = 'changed' WHERE ROWID = 1")
    (told,) = problems(backup)
    assert "digest" in told
    assert sum(isinstance(one, Row) for one in read(backup)) == 300


def test_a_backup_that_is_not_finished_says_so(copied: Callable[[str], Backup]) -> None:
    backup = copied("plain")
    status = (backup.folder / "Status.plist").read_bytes()
    (backup.folder / "Status.plist").write_bytes(status.replace(b"finished", b"uploadin"))
    (told,) = problems(backup)
    assert "not finished (uploadin)" in told


def test_an_encrypted_store_that_is_cut_gives_what_is_left_of_it(copied: Callable[[str], Backup]) -> None:
    backup = copied("encrypted")
    whole = backup.at(*SMS).read_bytes()
    backup.at(*SMS).write_bytes(whole[: len(whole) * 49 // 50])
    seen = read(backup)
    assert any("cut off" in reason for reason in problems(backup))
    assert 0 < sum(isinstance(one, Row) for one in seen) <= 300


def test_an_encrypted_store_that_no_page_of_can_be_read_is_damaged(copied: Callable[[str], Backup]) -> None:
    backup = copied("encrypted")
    backup.at(*SMS).write_bytes(bytes(64 << 10))
    assert refusal(backup.folder).code == "source.damaged"

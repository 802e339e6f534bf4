import ast
import multiprocessing
import threading
from os import urandom
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import create_engine, inspect, text

from owntexts.errors import Busy, HubFailed
from owntexts.hub.backends import migrations
from owntexts.hub.backends.folder import DataFolder, keep
from owntexts.hub.backends.migrating import NEWEST
from owntexts.hub.backends.sql import SqlDatabase, open_sqlite
from owntexts.hub.backends.tables import metadata
from owntexts.hub.ports import Account, Invite, LogItem, StorageFailed
from owntexts.wire.hub import ChangeToken

ACCOUNT = Account(b"a" * 16, "ada", 1, 5, 0, ChangeToken(b"i" * 16, 0, b"z" * 32), 0, b"k" * 32)


def item(token: int, data: bytes = b"sealed") -> LogItem:
    return LogItem(token, b"h" * 32, b"z" * 32, "batch", data, 1, b"d" * 16, token)


def test_the_migrations_lead_to_the_tables_as_they_are_written(tmp_path: Path) -> None:
    open_sqlite(tmp_path / "migrated.db").close()
    migrated = create_engine(f"sqlite:///{tmp_path / 'migrated.db'}")
    whole = create_engine(f"sqlite:///{tmp_path / 'whole.db'}")
    metadata.create_all(whole)
    with migrated.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []
        for table in metadata.tables:
            for ask in ("get_columns", "get_pk_constraint", "get_foreign_keys"):
                assert str(getattr(inspect(migrated), ask)(table)) == str(getattr(inspect(whole), ask)(table))
    migrated.dispose()
    whole.dispose()


def test_the_newest_migration_is_the_newest() -> None:
    scripts = sorted(Path(migrations.__file__).parent.glob("versions/v*.py"))
    (newest,) = (
        ast.literal_eval(node.value)
        for node in ast.parse(scripts[-1].read_text()).body
        if isinstance(node, ast.Assign) and node.targets[0].id == "revision"
    )
    assert newest == NEWEST


def test_a_database_of_a_newer_hub_is_refused_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "hub.db"
    open_sqlite(path).close()
    engine = create_engine(f"sqlite:///{path}")
    with engine.begin() as connection:
        connection.execute(text("update alembic_version set version_num = '9999'"))
    engine.dispose()
    before = path.read_bytes()
    with pytest.raises(HubFailed) as caught:
        open_sqlite(path)
    assert caught.value.code == "hub.version"
    assert path.read_bytes() == before


def add_twice(database: SqlDatabase) -> None:
    with database.writing() as books:
        books.accounts.add(ACCOUNT, "ada")
        books.accounts.add(ACCOUNT, "ada")


def test_what_a_failed_block_wrote_is_not_there(tmp_path: Path) -> None:
    database = open_sqlite(tmp_path / "hub.db")
    with pytest.raises(StorageFailed):
        add_twice(database)
    with database.reading() as books:
        assert books.accounts.count() == 0
    database.close()


def test_a_reader_sees_no_later_commit_and_keeps_no_writer_waiting(tmp_path: Path) -> None:
    database = open_sqlite(tmp_path / "hub.db")
    with database.reading() as before:
        assert before.accounts.count() == 0
        with database.writing() as books:
            books.accounts.add(ACCOUNT, "ada")
        assert before.accounts.count() == 0
    with database.reading() as after:
        assert after.accounts.named("ada") == ACCOUNT
    database.close()


def test_two_items_cannot_have_one_place(tmp_path: Path) -> None:
    database = open_sqlite(tmp_path / "hub.db")
    with database.writing() as books:
        books.accounts.add(ACCOUNT, "ada")
        books.log.add(ACCOUNT.id, item(1))
    with pytest.raises(StorageFailed), database.writing() as books:
        books.log.add(ACCOUNT.id, item(1))
    with database.reading() as books:
        assert list(books.log.after(ACCOUNT.id, 0)) == [item(1)]
    database.close()


def test_a_log_is_read_as_it_is_asked_for(tmp_path: Path) -> None:
    database = open_sqlite(tmp_path / "hub.db")
    with database.writing() as books:
        books.accounts.add(ACCOUNT, "ada")
        for token in range(1, 41):
            books.log.add(ACCOUNT.id, item(token, urandom(1000)))
    with database.reading() as books:
        items = books.log.after(ACCOUNT.id, 5)
        assert next(items).token == 6
        assert next(items).token == 7
    database.close()


def test_writers_of_one_process_take_turns(tmp_path: Path) -> None:
    database = open_sqlite(tmp_path / "hub.db")
    with database.writing() as books:
        books.accounts.add(ACCOUNT, "ada")

    def grow() -> None:
        for _ in range(20):
            with database.writing() as books:
                account = books.accounts.get(ACCOUNT.id, lock=True)
                books.accounts.set_quota(ACCOUNT.id, account.quota + 1)

    threads = [threading.Thread(target=grow) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with database.reading() as books:
        assert books.accounts.get(ACCOUNT.id).quota == ACCOUNT.quota + 80
    database.close()


def test_invites_end(tmp_path: Path) -> None:
    database = open_sqlite(tmp_path / "hub.db")
    with database.writing() as books:
        for code, ends_at in ((b"1" * 32, 5), (b"2" * 32, 6), (b"3" * 32, None)):
            books.invites.add(Invite(code, 0, expires_at=ends_at))
        books.invites.drop_expired(5)
        assert [books.invites.get(code * 32) is None for code in (b"1", b"2", b"3")] == [True, False, False]
    database.close()


def hold(path: Path, ready: "multiprocessing.synchronize.Event") -> None:
    with DataFolder.made(path).locked():
        ready.set()
        threading.Event().wait()


def test_a_folder_is_free_again_when_its_process_was_killed(tmp_path: Path) -> None:
    processes = multiprocessing.get_context("spawn")
    ready = processes.Event()
    other = processes.Process(target=hold, args=(tmp_path, ready))
    other.start()
    assert ready.wait(30)
    with pytest.raises(Busy), DataFolder.made(tmp_path).locked():
        pass
    other.kill()
    other.join()
    with DataFolder.made(tmp_path).locked():
        pass
    other.close()


def test_a_secret_is_made_once(tmp_path: Path) -> None:
    folder = DataFolder.made(tmp_path)
    secret = folder.secret(urandom)
    assert (len(secret), DataFolder.made(tmp_path).secret(urandom)) == (32, secret)


def test_a_file_is_kept_whole_or_not_at_all(tmp_path: Path) -> None:
    keep(tmp_path / "file", b"old")
    with pytest.raises(TypeError):
        keep(tmp_path / "file", "text")
    assert [path.name for path in tmp_path.iterdir()] == ["file"]
    assert (tmp_path / "file").read_bytes() == b"old"
    assert (tmp_path / "file").stat().st_mode & 0o777 == 0o600

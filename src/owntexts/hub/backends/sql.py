"""The database behind the ports, by SQLAlchemy Core: portable SQL, SQLite as it is embedded.

On SQLite a commit is synced to the disk before it returns (WAL, synchronous=FULL), but for what is only noted: the next
commit takes that with it. One writer at a time: inside this process by a lock that wakes waiters at once, between
processes by SQLite's own.
"""

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.pool import ConnectionPoolEntry

from owntexts.hub.backends.accounts_sql import SqlAccounts
from owntexts.hub.backends.blobs_sql import SqlBlobs
from owntexts.hub.backends.devices_sql import SqlDevices
from owntexts.hub.backends.invites_sql import SqlInvites
from owntexts.hub.backends.log_sql import SqlLog
from owntexts.hub.backends.loose_sql import SqlLooseObjects
from owntexts.hub.backends.migrating import migrate
from owntexts.hub.ports import StorageFailed, StorageFull

CONNECTIONS: Final = 16
BUSY_S: Final = 10
JOURNAL_BYTES: Final = 4 << 20
_FULL: Final = frozenset({sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR_WRITE})
_WRITES: Final = "owntexts_writes"


class SqlBooks:
    """One transaction."""

    def __init__(self, connection: Connection) -> None:
        self.accounts = SqlAccounts(connection)
        self.devices = SqlDevices(connection)
        self.log = SqlLog(connection)
        self.blobs = SqlBlobs(connection)
        self.loose = SqlLooseObjects(connection)
        self.invites = SqlInvites(connection)


class SqlDatabase:
    """The books of one hub."""

    def __init__(self, engine: Engine, noting: Engine) -> None:
        self._reader = engine
        self._writer = engine.execution_options(**{_WRITES: True})
        self._noter = noting.execution_options(**{_WRITES: True})
        self._turn = threading.Lock()

    @contextmanager
    def reading(self) -> Iterator[SqlBooks]:
        with _told_plainly(), self._reader.begin() as connection:
            yield SqlBooks(connection)

    @contextmanager
    def writing(self) -> Iterator[SqlBooks]:
        with self._turn, _told_plainly(), self._writer.begin() as connection:
            yield SqlBooks(connection)

    @contextmanager
    def noting(self) -> Iterator[SqlBooks]:
        with self._turn, _told_plainly(), self._noter.begin() as connection:
            yield SqlBooks(connection)

    def close(self) -> None:
        self._noter.dispose()
        self._reader.dispose()


def open_sqlite(path: Path) -> SqlDatabase:
    """The database in this file, brought to the newest schema."""
    engine, noting = _engine(path, CONNECTIONS, "FULL"), _engine(path, 1, "NORMAL")
    try:
        with _told_plainly():
            migrate(engine.execution_options(**{_WRITES: True}))
    except BaseException:
        engine.dispose()
        raise
    return SqlDatabase(engine, noting)


def _engine(path: Path, connections: int, synchronous: str) -> Engine:
    engine = create_engine(f"sqlite:///{path}", pool_size=connections, max_overflow=0, pool_timeout=BUSY_S)

    def prepare(connection: DBAPIConnection, _entry: ConnectionPoolEntry) -> None:
        connection.isolation_level = None
        cursor = connection.cursor()
        for pragma in (
            "journal_mode = WAL",
            f"synchronous = {synchronous}",
            "foreign_keys = ON",
            f"busy_timeout = {BUSY_S * 1000}",
            f"journal_size_limit = {JOURNAL_BYTES}",
        ):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    event.listen(engine, "connect", prepare)
    event.listen(engine, "begin", _begin)
    return engine


def _begin(connection: Connection) -> None:
    writes = connection.get_execution_options().get(_WRITES, False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


@contextmanager
def _told_plainly() -> Iterator[None]:
    try:
        yield
    except SQLAlchemyError as error:
        raise _plain(error) from error


def _plain(error: SQLAlchemyError) -> StorageFull | StorageFailed:
    cause = error.orig if isinstance(error, DBAPIError) else error
    if getattr(cause, "sqlite_errorcode", None) in _FULL:
        return StorageFull("the disk takes no more")
    return StorageFailed(f"{type(error).__name__}: {cause}")

"""A copy of a hub's database as it stood at one moment, while others write to it."""

import os
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Final
from urllib.parse import quote

from owntexts.hub.ports import StorageFailed, StorageFull

_FULL: Final = frozenset({sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR_WRITE})


def take(source: Path, target: Path) -> None:
    """Copy the database in `source` to the file `target`, whole and on the disk when this returns.

    Raises StorageFull where the target has no room, StorageFailed where the source is damaged.
    """
    remove(target)
    os.close(os.open(target, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    try:
        with closing(_opened(source)) as original, closing(sqlite3.connect(target)) as copy:
            original.backup(copy)
            _check(copy)
    except sqlite3.Error as error:
        if getattr(error, "sqlite_errorcode", None) in _FULL:
            raise StorageFull("the disk takes no more") from error
        raise StorageFailed(f"{type(error).__name__}: {error}") from error


def remove(database: Path) -> None:
    """A database with its log: one without the other would spoil whatever takes its place."""
    for path in (database, *(database.with_name(database.name + ending) for ending in ("-wal", "-shm"))):
        path.unlink(missing_ok=True)


def _opened(source: Path) -> sqlite3.Connection:
    """To be read. Where others may write meanwhile, that takes a file beside it; where nobody can, none can be made."""
    mode = "rw" if os.access(source.parent, os.W_OK) else "ro&immutable=1"
    return sqlite3.connect(f"file:{quote(str(source))}?mode={mode}", uri=True)


def _check(copy: sqlite3.Connection) -> None:
    (said,) = copy.execute("PRAGMA integrity_check(1)").fetchone()
    if said != "ok":
        raise StorageFailed(f"the database is damaged: {said}")

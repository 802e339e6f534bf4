"""A consistent private copy of a database that another program may be writing, taken without touching the original.

A live store is read through SQLite's own backup, its write-ahead log included. A store at rest whose opening would make
SQLite create files beside it is copied file by file and recovered in the copy. What is returned is an open read-only
connection in memory (small stores) or on a file that has already lost its name, so a crash leaves nothing behind.
"""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from errno import ENOSPC
from pathlib import Path
from typing import Final, Self

import apsw

from owntexts.sources import failures

MAGIC: Final = b"SQLite format 3\0"
HEADER: Final = 100
FORMAT_VERSIONS: Final = slice(18, 20)
WAL_FORMAT: Final = 2
PAGE_SIZE: Final = slice(16, 18)
PAGE_COUNT: Final = slice(28, 32)
LARGEST_PAGE: Final = 1 << 16
FILLING: Final = 1 << 16
MOST_FILLED: Final = 1 << 30
SIDES: Final = ("", "-wal", "-shm", "-journal")
WAITING_S: Final = 5
IN_MEMORY: Final = 32 << 20
READ_URI: Final = apsw.SQLITE_OPEN_READONLY | apsw.SQLITE_OPEN_URI
BROKEN: Final = (apsw.CorruptError, apsw.NotADBError, apsw.IOError)
NOT_IN_PLACE: Final = (*BROKEN, apsw.CantOpenError, apsw.ReadOnlyError)


@dataclass
class Snapshot:
    """An open copy. `damage` is SQLite's answer where the file is cut or malformed and only partly readable."""

    connection: apsw.Connection
    damage: str | None = None
    folder: Path | None = None

    def close(self) -> None:
        self.connection.close()
        if self.folder:
            shutil.rmtree(self.folder, ignore_errors=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()


def header(path: Path) -> bytes:
    """The first 100 bytes; raises SourceFailed where nothing is there, it may not be read, or is no file."""
    try:
        if path.exists() and not path.is_file():
            raise failures.unrecognised(path, ("it is neither a file nor a folder",))
        with path.open("rb") as file:
            return file.read(HEADER)
    except PermissionError as refusal:
        raise failures.permission(path, str(refusal.strerror)) from refusal
    except OSError as error:
        raise failures.missing(path) from error


def torn(path: Path) -> str | None:
    """What is wrong with a store at rest that was cut inside its last page: SQLite reads the rest of it as zeros."""
    first, size = header(path), path.stat().st_size
    told, pages = int.from_bytes(first[PAGE_SIZE], "big"), int.from_bytes(first[PAGE_COUNT], "big")
    page = told if told > 1 else LARGEST_PAGE
    if _beside(path, "-wal").exists() or size % page == 0 or 0 < pages * page < size:
        return None
    return "the file ends in the middle of a page"


def take(path: Path) -> Snapshot:
    """A consistent copy of the database at `path`; raises SourceFailed where there can be none."""
    with _translated(path):
        if _opens_without_a_trace(path) and not torn(path):
            with suppress(*NOT_IN_PLACE):
                return _backed_up(path)
        return _copied(path)


def through(connection: apsw.Connection, path: Path, damage: str | None = None) -> Snapshot:
    """The database behind a read-only connection of another's making, which nobody writes to; `path` names it.

    `damage` is what is already known of it. Raises SourceFailed, the connection closed, where nothing can be read.
    """
    try:
        try:
            connection.execute("SELECT count(*) FROM sqlite_schema").fetchall()
        except BROKEN as error:
            damage = damage or str(error)
        _readable_schema(connection, path, damage)
    except BaseException:
        connection.close()
        raise
    return Snapshot(connection, damage)


@contextmanager
def peek(path: Path) -> Iterator[apsw.Connection]:
    """The database open for a look at its tables, in place where that leaves no trace, else on a copy."""
    with _translated(path):
        connection = _in_place(path)
    if connection is not None:
        try:
            yield connection
        finally:
            connection.close()
    else:
        with take(path) as snapshot:
            yield snapshot.connection


def _in_place(path: Path) -> apsw.Connection | None:
    if not _opens_without_a_trace(path):
        return None
    with suppress(*NOT_IN_PLACE):
        return _opened(_original(path))
    return None


def _opens_without_a_trace(path: Path) -> bool:
    """False where SQLite would have to create an index of the log before it can read."""
    if WAL_FORMAT in header(path)[FORMAT_VERSIONS]:
        return _beside(path, "-wal").exists() and _beside(path, "-shm").exists()
    return True


def _backed_up(path: Path) -> Snapshot:
    source = _opened(_original(path))
    try:
        if path.stat().st_size <= IN_MEMORY:
            memory = apsw.Connection(":memory:")
            _backup(source, memory)
            return Snapshot(memory)
        folder = Path(tempfile.mkdtemp(prefix="owntexts-"))
        with _removed_on_failure(folder):
            target = apsw.Connection(str(_private(folder / path.name)))
            target.execute("PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF")
            _backup(source, target)
            target.close()
            return _nameless(path, folder / path.name)
    finally:
        source.close()


def _backup(source: apsw.Connection, target: apsw.Connection) -> None:
    with target.backup("main", source, "main") as backup:
        while not backup.done:
            backup.step(-1)


def _copied(path: Path) -> Snapshot:
    folder = Path(tempfile.mkdtemp(prefix="owntexts-"))
    with _removed_on_failure(folder):
        for side in SIDES:
            if _beside(path, side).exists():
                shutil.copyfile(_beside(path, side), _private(_beside(folder / path.name, side)))
        _beside(folder / path.name, "-shm").unlink(missing_ok=True)
        damage = torn(folder / path.name) or _recovered(folder / path.name)
        if damage:
            _fill_up(folder / path.name)
        return _nameless(path, folder / path.name, damage)


def _recovered(copy: Path) -> str | None:
    """Brings the log or journal of a copy into its main file; SQLite's answer where it is malformed."""
    connection = apsw.Connection(str(copy))
    try:
        connection.execute("SELECT count(*) FROM sqlite_schema").fetchall()
    except BROKEN as error:
        return str(error)
    finally:
        connection.close()
    return None


def _fill_up(copy: Path) -> None:
    """Where the end of a copy is cut off, bytes that SQLite knows for wrong stand for it: zeros would pass for rows."""
    first = header(copy)
    told = int.from_bytes(first[PAGE_SIZE], "big")
    page = LARGEST_PAGE if told == 1 else told
    whole, present = page * int.from_bytes(first[PAGE_COUNT], "big"), copy.stat().st_size
    if present < whole <= present + MOST_FILLED:
        with copy.open("r+b") as file:
            file.seek(present - present % page)
            while file.tell() < whole:
                file.write(b"\xff" * FILLING)
            file.truncate(whole)


def _nameless(path: Path, copy: Path, damage: str | None = None) -> Snapshot:
    """The copy of what lies at `path`, open and without a name of its own."""
    connection = apsw.Connection(f"{copy.as_uri()}?immutable=1", flags=READ_URI)
    try:
        _readable_schema(connection, path, damage)
        if os.name == "posix":
            shutil.rmtree(copy.parent)
            return Snapshot(connection, damage)
        return Snapshot(connection, damage, copy.parent)
    except BaseException:
        connection.close()
        raise


def _readable_schema(connection: apsw.Connection, path: Path, damage: str | None) -> None:
    """Raises SourceFailed where not even the list of tables can be read; damage asks SQLite to be lenient."""
    try:
        if damage:
            connection.execute("PRAGMA writable_schema=ON")
        connection.execute("SELECT count(*) FROM sqlite_schema").fetchall()
    except BROKEN as error:
        raise failures.damaged(path, str(error)) from error


def _original(path: Path) -> str:
    return f"{path.absolute().as_uri()}?mode=ro&readonly_shm=1"


def _opened(uri: str) -> apsw.Connection:
    connection = apsw.Connection(uri, flags=READ_URI)
    try:
        connection.set_busy_timeout(WAITING_S * 1000)
        connection.execute("SELECT count(*) FROM sqlite_schema").fetchall()
    except BaseException:
        connection.close()
        raise
    return connection


def _beside(path: Path, side: str) -> Path:
    return path.with_name(path.name + side)


def _private(path: Path) -> Path:
    """The path of a new empty file that only this user may open."""
    os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    return path


@contextmanager
def _removed_on_failure(folder: Path) -> Iterator[None]:
    try:
        yield
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise


@contextmanager
def _translated(path: Path) -> Iterator[None]:
    """SQLite's and the system's errors as what a person can act on."""
    try:
        yield
    except (apsw.BusyError, apsw.LockedError) as error:
        raise failures.locked(path, WAITING_S) from error
    except PermissionError as refusal:
        raise failures.permission(path, str(refusal.strerror)) from refusal
    except FileNotFoundError as error:
        raise failures.missing(path) from error
    except apsw.FullError as error:
        raise failures.no_room(path, path.stat().st_size) from error
    except OSError as error:
        if error.errno != ENOSPC:
            raise failures.damaged(path, str(error)) from error
        raise failures.no_room(path, path.stat().st_size) from error
    except apsw.Error as error:
        raise failures.damaged(path, str(error)) from error

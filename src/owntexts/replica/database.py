"""The file: opened with its key, written by one at a time, read by many, also from other processes."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Lock, RLock
from typing import Any, Final, Self, TypeVar, cast

import apsw

from owntexts.errors import ReplicaDamaged
from owntexts.replica import known_damage, schema, trouble
from owntexts.replica.words import words_of_state

CIPHER: Final = "aegis"
KEY_BYTES: Final = 32
PAGE_BYTES: Final = 16 << 10
PATIENCE_MS: Final = 10_000
WRITER_CACHE_KIB: Final = 64 << 10
READER_CACHE_KIB: Final = 8 << 10
WATCHER_CACHE_KIB: Final = 64
CHECKPOINT_PAGES: Final = 2_000
WAL_KEPT_BYTES: Final = 32 << 20
IDLE_READERS: Final = 8

Connection = apsw.Connection
T = TypeVar("T")


class Replica:
    """Owns the connections to one file. May be used from several threads."""

    def __init__(self, path: Path, key: bytes) -> None:
        if len(key) != KEY_BYTES:
            raise ValueError(f"the key of a replica has {KEY_BYTES} bytes")
        self.path = path
        self._key = key
        self._writing = RLock()
        self._idle: list[Connection] = []
        self._closed = False
        self._writer = self._connect(WRITER_CACHE_KIB)
        self._watcher: Connection | None = None
        self._watching = Lock()
        self._remembered: dict[str, tuple[int, Any]] = {}
        self._file = _file_at(path)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A connection that sees one state of the replica throughout, whatever others write meanwhile."""
        with trouble.explained(self.path):
            connection = self._reader()
            try:
                connection.execute("begin")
                yield connection
            finally:
                self._give_back(connection)

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """The one writing connection, in a transaction that is kept whole or not at all.

        Raises Busy where another process writes for longer than ten seconds.
        """
        with trouble.explained(self.path), self._writing:
            self._writer.execute("begin immediate")
            try:
                yield self._writer
                self._writer.execute("commit")
            finally:
                if self._writer.in_transaction:
                    self._writer.execute("rollback")

    def version(self) -> int:
        """A number that differs after anybody, here or in another process, has written."""
        with trouble.explained(self.path), self._watching:
            if self._watcher is None:
                self._watcher = self._connect(WATCHER_CACHE_KIB)
            return int(str(self._watcher.pragma("data_version")))

    def remembered(self, name: str, make: Callable[[Connection, T | None], T]) -> T:
        """What `make` makes of the replica as it is now, made again only after somebody has written.

        It is given a reading connection and what it made before. Two threads may make the same thing at once.
        """
        version = self.version()
        then, before = self._remembered.get(name, (None, None))
        if then == version:
            return cast("T", before)
        with self.read() as connection:
            made = make(connection, before)
        self._remembered[name] = (version, made)
        return made

    def let_go(self) -> None:
        """Gives back the memory that reading and writing took, and take again; where somebody writes, not theirs."""
        self._close_idle()
        if self._writing.acquire(blocking=False):
            try:
                self._writer.pragma("shrink_memory")
            finally:
                self._writing.release()

    def is_in_place(self) -> bool:
        """Whether the file that is open here is still the one of its name."""
        return _file_at(self.path) == self._file

    def close(self) -> None:
        """Closes what no thread is using; a thread that writes is waited for."""
        self._closed = True
        self._close_idle()
        with self._watching:
            if self._watcher is not None:
                self._watcher.close()
        with self._writing:
            self._writer.close()

    def _close_idle(self) -> None:
        with suppress(IndexError):
            while True:
                self._idle.pop().close()

    def _reader(self) -> Connection:
        try:
            return self._idle.pop()
        except IndexError:
            return self._connect(READER_CACHE_KIB)

    def _connect(self, cache_kib: int) -> Connection:
        connection = Connection(str(self.path))
        connection.set_busy_timeout(PATIENCE_MS)
        for name, value in self._pragmas(cache_kib):
            connection.pragma(name, value)
        connection.create_scalar_function("words_of", words_of_state, 1, deterministic=True)
        return connection

    def _pragmas(self, cache_kib: int) -> tuple[tuple[str, str | int], ...]:
        """In the order in which they must be given: the cipher's before anything is read."""
        return (
            ("cipher", CIPHER),
            ("page_size", PAGE_BYTES),
            ("key", f"raw:{self._key.hex()}"),
            ("journal_mode", "wal"),
            ("synchronous", "full"),
            ("fullfsync", "on"),
            ("temp_store", "memory"),
            ("secure_delete", "on"),
            ("cache_size", -cache_kib),
            ("wal_autocheckpoint", CHECKPOINT_PAGES),
            ("journal_size_limit", WAL_KEPT_BYTES),
        )

    def _give_back(self, connection: Connection) -> None:
        if connection.in_transaction:
            connection.execute("rollback")
        if self._closed or len(self._idle) >= IDLE_READERS:
            connection.close()
        else:
            self._idle.append(connection)


def open_replica(path: Path, key: bytes, *, create: bool = True) -> Replica:
    """The replica in this file, brought to the newest schema; made anew where there is none and `create` says so.

    `key` is 32 bytes. Raises ReplicaDamaged (not ours, damaged, or another key), Busy, OwntextsError replica.newer,
    replica.permission or storage.device_full.
    """
    with trouble.explained(path), trouble.unreachable(path):
        if not path.exists():
            if not create:
                raise trouble.absent(path)
            _make(path, key)
        if path.stat().st_size < PAGE_BYTES:
            raise trouble.damaged(path, "shorter than one page")
        return _brought_up(Replica(path, key), path)


def _file_at(path: Path) -> tuple[int, int] | None:
    """What the system knows the file by, None where there is none."""
    try:
        status = path.stat()
    except FileNotFoundError:
        return None
    return status.st_dev, status.st_ino


def _make(path: Path, key: bytes) -> None:
    """Makes an empty replica, whole, under another name, and gives it its own: a file of no bytes is never ours."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = path.with_name(f"{path.name}.{os.getpid()}.new")
    draft.unlink(missing_ok=True)
    os.close(os.open(draft, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
    try:
        _brought_up(Replica(draft, key), draft).close()
        _name(draft, path)
    finally:
        draft.unlink(missing_ok=True)


def _name(draft: Path, path: Path) -> None:
    """Gives the draft its name, unless another process was first."""
    try:
        path.hardlink_to(draft)
    except FileExistsError:
        return
    except OSError:
        draft.rename(path)


def _brought_up(replica: Replica, path: Path) -> Replica:
    try:
        schema.bring_up(replica.read, replica.write, path)
    except BaseException:
        replica.close()
        raise
    return replica


def move_aside(path: Path) -> Path:
    """Gives a damaged replica another name, for a new one to take its place; nothing is deleted."""
    number = 1
    while (kept := path.with_name(f"{path.name}.damaged-{number}")).exists():
        number += 1
    for suffix in ("-wal", "-shm", ""):
        if (piece := path.with_name(path.name + suffix)).exists():
            piece.rename(kept.with_name(kept.name + suffix))
    known_damage.forget(path)
    return kept


def found_damaged(path: Path) -> ReplicaDamaged | None:
    """What some earlier reading met in this replica, of which other pages may know nothing."""
    mark = known_damage.of(path)
    return None if mark is None else trouble.damaged(path, mark.reason)

"""What lies in watched folders: which files were looked at, and which source reads each."""

from collections.abc import Mapping
from hashlib import sha256
from typing import Final

from msgspec import Struct

from owntexts.replica import sources
from owntexts.replica.database import Replica
from owntexts.replica.sources import Source, number_of

UNREAD: Final = ""
"""The stamp of a file that is about to be read for the first time."""


class File(Struct, frozen=True):
    """A file that was looked at: its stamp then, and the source that reads it; None where it was not recognised."""

    path: str
    stamp: str
    source: str | None


def files(db: Replica, folder: str) -> dict[str, File]:
    """By path what was looked at in a folder."""
    with db.read() as connection:
        rows = connection.execute("select path, stamp, source from folder_file where folder = ?", (number_of(folder),))
        return {path: File(path, stamp, None if one is None else str(one)) for path, stamp, one in rows}


def found(db: Replica, folder: Source, kind: str, path: str) -> Source:
    """The source that reads a file of this folder from now on. That a file has fewer rows than before is no alarm."""
    known = files(db, folder.id).get(path)
    with db.write() as connection:
        if known is None or known.source is None:
            connection.execute(
                "insert into source (kind, path, background) values (?, ?, ?)", (kind, path, folder.background)
            )
            made = connection.last_insert_rowid()
            row = (number_of(folder.id), path, UNREAD, made)
            connection.execute("insert or replace into folder_file values (?, ?, ?, ?)", row)
            number = str(made)
        else:
            number = known.source
        connection.execute("update source set kind = ?, accept_fewer = 1 where number = ?", (kind, number_of(number)))
    return sources.one(db, number)


def read(db: Replica, folder: str, path: str, stamp: str) -> None:
    """The file was read as it was with this stamp."""
    with db.write() as connection:
        connection.execute(
            "update folder_file set stamp = ? where folder = ? and path = ?", (stamp, number_of(folder), path)
        )


def refused(db: Replica, folder: str, file: File, where: str, reason: str) -> None:
    """The file is no export, or a spoilt one, and why; it is not looked at again until it is another."""
    forget(db, folder, file.path)
    number = number_of(folder)
    with db.write() as connection:
        connection.execute("insert into folder_file values (?, ?, ?, null)", (number, file.path, file.stamp))
        connection.execute("insert into problem values (?, ?, ?, ?)", (number, _row_of(file.path), where, reason))


def not_looked_at(db: Replica, folder: str, places: Mapping[str, str]) -> None:
    """Where in the folder it could not be looked this time, and why; what was told before holds no more."""
    number = number_of(folder)
    with db.write() as connection:
        connection.execute("delete from problem where source = ? and row is null", (number,))
        rows = [(number, place, reason) for place, reason in places.items()]
        connection.executemany("insert into problem values (?, null, ?, ?)", rows)


def forget(db: Replica, folder: str, path: str) -> None:
    """The file does not lie there any more; the messages that it had stay."""
    number = number_of(folder)
    with db.write() as connection:
        gone = connection.execute("select source from folder_file where folder = ? and path = ?", (number, path)).get
        if gone is not None:
            sources.forget(connection, int(gone))
        connection.execute("delete from problem where source = ? and row = ?", (number, _row_of(path)))
        connection.execute("delete from folder_file where folder = ? and path = ?", (number, path))


def finished(db: Replica, folder: str, *, at: int) -> None:
    """All that lies in the folder was read (UTC ms): it has the rows of its files, and the newest message of any."""
    number = number_of(folder)
    with db.write() as connection:
        connection.execute(
            "update source set last_read_at = ?1, total = (select ifnull(sum(total), 0) from source where number in "
            "(select source from folder_file where folder = ?2)), newest_at = (select max(newest_at) from source "
            "where number = ?2 or number in (select source from folder_file where folder = ?2)) where number = ?2",
            (at, number),
        )


def newest(db: Replica, folder: str) -> Source | None:
    """The source in a folder that has the newest message."""
    inside = [source for source in sources.with_rows(db) if source.folder == folder]
    return max(inside, key=lambda source: source.newest_message_at or 0, default=None)


def _row_of(path: str) -> int:
    """The number under which a folder keeps the problem of a file."""
    return int.from_bytes(sha256(path.encode()).digest()[:8], "big", signed=True)

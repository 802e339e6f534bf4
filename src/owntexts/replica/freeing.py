"""Blobs that nobody refers to any more, until the hub was asked to delete them; and what is kept on it once more."""

from collections.abc import Collection
from typing import Any, Final

from owntexts.replica import blobs, orphans
from owntexts.replica.database import Connection, Replica
from owntexts.replica.pending import LIVE, WITHOUT_BYTES

_FREE: Final = (
    "select blob from unneeded where blob not in (select blob from reference) and blob not in (select blob from put) "
    "order by blob"
)


def unneeded(db: Replica) -> list[bytes]:
    """The blobs that the hub may delete: none while this device cannot read everything, or does not know all lists."""
    with db.read() as connection:
        if not orphans.may_be_told(connection) or blobs.unknown_lists(connection):
            return []
        return [blob for (blob,) in connection.execute(_FREE)]


def among_unneeded(db: Replica, asked: Collection[bytes]) -> list[bytes]:
    """Those of these that the hub was not asked to delete yet."""
    with db.read() as connection:
        waiting = {blob for (blob,) in connection.execute("select blob from unneeded")}
    return [blob for blob in asked if blob in waiting]


def deleted(db: Replica, gone: Collection[bytes]) -> None:
    """The hub was asked to delete these; what is needed again was not, and is forgotten too."""
    with db.write() as connection:
        connection.executemany("delete from unneeded where blob = ?", [(blob,) for blob in gone])
        connection.execute("delete from unneeded where blob in (select blob from reference)")


def without_bytes(db: Replica) -> list[int]:
    """Numbers of records that wait because their blobs are not on the hub."""
    with db.read() as connection:
        rows: Any = connection.execute("select number from record where pending < 0 and pending = ?", (WITHOUT_BYTES,))
        return [number for (number,) in rows]


def have_bytes(connection: Connection, record: int) -> None:
    """All blobs of this record are on the hub again: it is sent."""
    connection.execute("update record set pending = ? where number = ? and pending = ?", (LIVE, record, WITHOUT_BYTES))

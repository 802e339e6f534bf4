"""Every message as one line, in one order: what two devices compare to know that they are equal."""

from collections.abc import Iterator
from typing import Final

from owntexts.model.message import line
from owntexts.replica import projection
from owntexts.replica.database import Connection, Replica
from owntexts.replica.directory import Directory

_ALONE_OR_BEST: Final = (
    "select number from sighting left join classmate on sighting = number where ifnull(best, number) = number"
)


def lines(db: Replica) -> Iterator[bytes]:
    """All messages that are not purged, as JSON lines sorted by (at, id), unknown times last; one state throughout."""
    with db.read() as connection:
        for message in projection.messages(connection, Directory(connection), _in_order(connection)):
            yield line(message)


def _in_order(connection: Connection) -> Iterator[int]:
    for condition in ("at is not null order by at, id", "at is null order by id"):
        for (number,) in connection.execute(f"{_ALONE_OR_BEST} and {condition}"):
            yield number

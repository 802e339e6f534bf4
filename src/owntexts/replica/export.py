"""Every message in one order and one state of the replica: what exports write, and devices compare."""

from collections.abc import Iterator
from itertools import islice
from typing import Final

from owntexts.model.envelopes import Envelope
from owntexts.model.message import Message, line
from owntexts.replica import projection
from owntexts.replica.database import Connection, Replica
from owntexts.replica.envelopes import Envelopes
from owntexts.replica.threads import Directory

_ALONE_OR_BEST: Final = "from sighting left join classmate on sighting = number where ifnull(best, number) = number"


def lines(db: Replica) -> Iterator[bytes]:
    """All messages that are not purged, as JSON lines sorted by (at, id), unknown times last; one state throughout."""
    with db.read() as connection:
        for message in projection.messages(connection, Directory(connection), _in_order(connection)):
            yield line(message)


def enveloped(db: Replica, me: str | None = None) -> Iterator[tuple[Message, Envelope]]:
    """The same messages, each with whom it is between beside me (an address of mine, if settings do not have it)."""
    with db.read() as connection:
        directory = Directory(connection)
        envelopes, numbers = Envelopes(connection, directory, me), _in_order(connection)
        while wanted := list(islice(numbers, projection.AT_ONCE)):
            messages = projection.messages(connection, directory, wanted)
            yield from zip(messages, envelopes.of(wanted), strict=True)


def count(db: Replica) -> int:
    """How many messages there are."""
    with db.read() as connection:
        return int(connection.execute(f"select count(*) {_ALONE_OR_BEST}").get)


def _in_order(connection: Connection) -> Iterator[int]:
    for condition in ("at is not null order by at, id", "at is null order by id"):
        for (number,) in connection.execute(f"select number {_ALONE_OR_BEST} and {condition}"):
            yield number

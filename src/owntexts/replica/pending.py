"""What the log does not have yet: a mark on each record, set by imports and by the person."""

from typing import Final

from owntexts.replica.database import Connection, Replica
from owntexts.replica.kinds import DEVICE_STATUS

TOO_LARGE: Final = -1
WITHOUT_BYTES: Final = -2
"""Of a content or preview whose blobs are not on the hub, and that nobody has brought back yet."""
NOT_PENDING: Final = 0
BACKLOG: Final = 1
LIVE: Final = 2

_TOO_LARGE_ONES: Final = f"pending < 0 and pending = {TOO_LARGE}"
"""The index of those below zero is used only where the question names it so."""


def count(db: Replica) -> int:
    """How many changes are not cut into a batch yet; what a device tells of itself is none."""
    return db.remembered("pending", lambda connection, _before: count_in(connection))


def count_in(connection: Connection) -> int:
    told = connection.execute("select count(*) from record where pending > 0 and kind = ?", (DEVICE_STATUS,)).get
    return _marked(connection, "pending > 0") - int(told)


def too_large(db: Replica) -> int:
    """How many records are larger than any batch may carry, and wait for a version that can send them."""
    with db.read() as connection:
        return too_large_in(connection)


def too_large_in(connection: Connection) -> int:
    return _marked(connection, _TOO_LARGE_ONES)


def mark_all(db: Replica) -> None:
    """Everything is to be sent (again): a new account, or a log that lost what it had."""
    with db.write() as connection:
        mark_all_in(connection)


def mark_all_in(connection: Connection) -> None:
    connection.execute("update sighting set pending = ? where pending = 0", (BACKLOG,))
    connection.execute("update record set pending = ? where pending = 0 and state is not null", (BACKLOG,))


def _marked(connection: Connection, how: str) -> int:
    counts = (f"select count(*) from {table} where {how}" for table in ("sighting", "record"))  # noqa: S608 - constants
    return sum(int(connection.execute(count).get) for count in counts)

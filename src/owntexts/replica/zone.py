"""Where this device stands in its account's log."""

import msgspec

from owntexts.replica import orphans, outbox, pending, state, statuses
from owntexts.replica.database import Connection, Replica
from owntexts.wire.hub import ChangeToken

POSITION = "zone.position"
SYNCED_AT = "zone.synced_at"


class SetAside(msgspec.Struct, frozen=True):
    """An authentic item that this version could not read, kept until one can."""

    token: int
    data: bytes
    reason: str


def position(db: Replica) -> ChangeToken | None:
    """The last item that is applied; None before the first fetch."""
    with db.read() as connection:
        return position_in(connection)


def position_in(connection: Connection) -> ChangeToken | None:
    kept = state.read(connection, POSITION)
    return msgspec.msgpack.decode(kept, type=ChangeToken) if isinstance(kept, bytes) else None


def move_to(connection: Connection, position: ChangeToken) -> None:
    state.write(connection, POSITION, msgspec.msgpack.encode(position))


def zone_hash(db: Replica, token: int) -> bytes | None:
    """The zone hash after this item as this device saw it, by which a fork is found out."""
    with db.read() as connection:
        found: bytes | None = connection.execute("select zone_hash from log where token = ?", (token,)).get
        return found


def chains(db: Replica) -> dict[bytes, tuple[int, bytes]]:
    """Each device's last item in the log: its counter and hash."""
    with db.read() as connection:
        rows = connection.execute("select device, counter, hash from chain")
        return {device: (counter, digest) for device, counter, digest in rows}


def keyring_entries(db: Replica) -> list[bytes]:
    """The keyring's entries, first one first, as they were received."""
    with db.read() as connection:
        return keyring_entries_in(connection)


def keyring_entries_in(connection: Connection) -> list[bytes]:
    return [data for (data,) in connection.execute("select data from entry order by number")]


def keyring_length(db: Replica) -> int:
    """How many entries of the keyring were received."""
    with db.read() as connection:
        return int(connection.execute("select count(*) from entry").get)


def set_aside(db: Replica) -> list[SetAside]:
    """What could not be read yet, oldest first."""
    with db.read() as connection:
        rows = connection.execute("select token, data, reason from set_aside order by token")
        return [SetAside(token, data, reason) for token, data, reason in rows]


def last_synced_at(db: Replica) -> str | None:
    """When this device was last equal to the log (RFC 3339), or None."""
    value = state.get(db, SYNCED_AT)
    return None if value is None else str(value)


def synced(db: Replica, at: str) -> None:
    """Keeps the time (RFC 3339) at which this device was equal to the log."""
    state.put(db, SYNCED_AT, at)


def forget_account(db: Replica) -> None:
    """Leaves the account but keeps every record: all of it is pending again, for the next account."""
    with db.write() as connection:
        outbox.forget_in(connection)
        for table in ("log", "chain", "entry", "set_aside"):
            connection.execute(f"delete from {table}")  # noqa: S608 - the names stand in the line above
        connection.execute("delete from state where key glob 'zone.*'")
        orphans.leave_account(connection)
        statuses.forget_in(connection)
        pending.mark_all_in(connection)

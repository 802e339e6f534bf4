"""What this device has sealed for the log, kept in the transaction that takes the marks away and sent as it is."""

from collections.abc import Callable, Iterable, Sequence
from hashlib import sha256
from typing import Final, Literal

from msgspec import Struct

from owntexts.replica import cut
from owntexts.replica.database import Connection, Replica
from owntexts.replica.pending import WITHOUT_BYTES
from owntexts.wire import limits

NO_ITEM: Final = bytes(32)

_WITHOUT_BYTES: Final = "update record set pending = ? where number in (select record from reference where blob = ?)"

Seal = Callable[[int, bytes, bytes, tuple[bytes, ...]], bytes]


class Sealed(Struct, frozen=True):
    """An item of this device: its counter, SHA-256 of all its bytes, the bytes, and how many changes it carries."""

    counter: int
    hash: bytes
    data: bytes
    changes: int
    kind: Literal["batch", "heartbeat"] = "batch"


def fill(db: Replica, seal: Seal) -> Sealed | None:
    """Cuts the next batch of pending records and seals it as `seal(counter, previous hash, plaintext, needed blobs)`.

    None where nothing is pending, or where as many batches wait as may.
    """
    with db.write() as connection:
        if _waiting_count(connection) >= limits.OUTBOX_BATCHES:
            return None
        piece = cut.next_piece(connection)
        counter, previous = last(connection)
        while piece.changes:
            data = seal(counter + 1, previous, piece.plaintext(), piece.needs)
            if len(data) <= limits.BATCH_SEALED:
                cut.unmark(connection, piece, counter + 1)
                return _keep(connection, Sealed(counter + 1, sha256(data).digest(), data, piece.counted))
            piece = _smaller(connection, piece)
        return None


def beat(db: Replica, seal: Callable[[int, bytes], bytes]) -> Sealed:
    """Seals a heartbeat as `seal(counter, previous hash)`."""
    with db.write() as connection:
        counter, previous = last(connection)
        data = seal(counter + 1, previous)
        return _keep(connection, Sealed(counter + 1, sha256(data).digest(), data, 0, "heartbeat"))


def waiting(db: Replica) -> list[Sealed]:
    """What the log has not confirmed, in the order of sending."""
    with db.read() as connection:
        rows = connection.execute(
            "select counter, hash, data, changes, kind from outbox where data is not null order by counter"
        )
        return [Sealed(*row) for row in rows]


def confirm(db: Replica, counter: int, token: int) -> None:
    """The log has this item under this token."""
    with db.write() as connection:
        confirm_in(connection, counter, token)


def confirm_in(connection: Connection, counter: int, token: int) -> None:
    connection.execute("update outbox set data = null, token = ? where counter = ?", (token, counter))
    connection.execute("delete from outbox_change where counter = ?", (counter,))


def replace(db: Replica, resealed: Sequence[Sealed]) -> None:
    """The same changes under the same counters, sealed anew (for a newer epoch)."""
    with db.write() as connection:
        connection.executemany(
            "update outbox set hash = ?, data = ? where counter = ? and data is not null",
            [(one.hash, one.data, one.counter) for one in resealed],
        )


def to_keep_again(db: Replica) -> list[int]:
    """Numbers of records with more blobs than their item's header could name, of items that the log has now."""
    with db.read() as connection:
        rows = connection.execute("select record from outbox_list join outbox using (counter) where token is not null")
        return [record for (record,) in rows]


def kept_again(db: Replica, record: int) -> None:
    """All of its blobs are on the hub, and the log names the record: nobody deletes them any more."""
    with db.write() as connection:
        connection.execute("delete from outbox_list where record = ?", (record,))


def own_hash(db: Replica, counter: int) -> bytes | None:
    """The hash of this device's item with this counter, or None."""
    with db.read() as connection:
        found: bytes | None = connection.execute("select hash from outbox where counter = ?", (counter,)).get
        return found


def own_counter_in(connection: Connection, digest: bytes) -> int | None:
    found: int | None = connection.execute("select counter from outbox where hash = ?", (digest,)).get
    return found


def last(connection: Connection) -> tuple[int, bytes]:
    """Counter and hash of the item that this device sealed last; (0, 32 zero bytes) before the first."""
    row = connection.execute("select counter, hash from outbox order by counter desc limit 1").fetchone()
    return row or (0, NO_ITEM)


def forget(db: Replica) -> None:
    """Forgets every item of this device; what waited is pending again."""
    with db.write() as connection:
        forget_in(connection)


def forget_in(connection: Connection) -> None:
    cut.mark_unconfirmed(connection)
    connection.execute("delete from outbox")


def take_back(db: Replica, counter: int, without_bytes: Iterable[bytes]) -> None:
    """An item that the hub refused, and those behind it, are cut anew without the records of these missing blobs."""
    with db.write() as connection:
        connection.executemany(_WITHOUT_BYTES, [(WITHOUT_BYTES, blob) for blob in without_bytes])
        cut.mark_unconfirmed(connection, counter)
        connection.execute("delete from outbox where counter >= ? and data is not null", (counter,))


def _smaller(connection: Connection, piece: cut.Piece) -> cut.Piece:
    """Half of a piece that was too large when sealed; where it is one thing, the next piece without that one."""
    if len(piece.things) > 1:
        return piece.half()
    cut.pass_over(connection, piece.things)
    return cut.next_piece(connection)


def _waiting_count(connection: Connection) -> int:
    return int(connection.execute("select count(*) from outbox where data is not null").get)


def _keep(connection: Connection, sealed: Sealed) -> Sealed:
    connection.execute(
        "insert into outbox (counter, kind, hash, data, changes) values (?, ?, ?, ?, ?)",
        (sealed.counter, sealed.kind, sealed.hash, sealed.data, sealed.changes),
    )
    return sealed

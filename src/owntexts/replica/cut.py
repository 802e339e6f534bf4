"""Cutting a batch out of what is pending: what it needs first, then what is live, then the backlog, newest first."""

import heapq
from collections.abc import Iterator
from typing import Any, Final

from msgspec import Struct

from owntexts.model.codec import Unknown, encode_records
from owntexts.replica import kinds
from owntexts.replica.database import Connection
from owntexts.replica.pending import BACKLOG, NOT_PENDING, TOO_LARGE
from owntexts.wire import limits

PLAIN_BYTES: Final = 2 * limits.MIB

_PEOPLE = (
    "select pending, at, kind, number, state from record where pending > 0 and kind in (?, ?) "
    "order by pending desc, at desc limit ?"
)
_OTHERS = (
    "select pending, at, kind, number, state from record where pending > 0 and kind not in (?, ?) "
    "order by pending desc, at desc limit ?"
)
_SIGHTINGS = (
    "select pending, at, ?, number, state from sighting where pending > 0 order by pending desc, at desc limit ?"
)

Row = tuple[int, int | None, int, int, bytes]


class Change(Struct, frozen=True, gc=False):
    """One pending thing: the kind and number of its row, and the records that say it."""

    kind: int
    number: int
    records: list[bytes]


class Piece(Struct, frozen=True):
    """What one batch will carry."""

    things: list[Change]

    @property
    def changes(self) -> int:
        """How many records it has."""
        return sum(len(thing.records) for thing in self.things)

    def plaintext(self) -> bytes:
        """The records as one MessagePack array."""
        return encode_records(Unknown(thing.kind, record) for thing in self.things for record in thing.records)

    def half(self) -> "Piece":
        """The first half of it; nothing of one thing."""
        return Piece(self.things[: len(self.things) // 2])


def next_piece(connection: Connection) -> Piece:
    """As much of what is pending as one batch may carry; a thing too large for any batch is marked so and passed."""
    things: list[Change] = []
    changes = size = 0
    for _, _, kind, number, state in _pending(connection):
        records = kinds.travelling(state, kind)
        longest = max(map(len, records))
        if longest > limits.CHANGE or len(records) > limits.BATCH_CHANGES:
            mark(connection, kind, number, TOO_LARGE)
            continue
        changes += len(records)
        size += sum(map(len, records))
        if things and (changes > limits.BATCH_CHANGES or size > PLAIN_BYTES):
            break
        things.append(Change(kind, number, records))
    return Piece(things)


def unmark(connection: Connection, piece: Piece, counter: int) -> None:
    """What the piece carries is not pending any more; it belongs to the item with this counter."""
    for table, is_its in (("sighting", True), ("record", False)):
        numbers = [(thing.number,) for thing in piece.things if (thing.kind == kinds.SIGHTING) is is_its]
        connection.executemany(f"update {table} set pending = {NOT_PENDING} where number = ?", numbers)  # noqa: S608 - named above
    connection.executemany(
        "insert or replace into outbox_change values (?, ?, ?)",
        [(counter, thing.kind, thing.number) for thing in piece.things],
    )


def mark_unconfirmed(connection: Connection) -> None:
    """What unconfirmed items carry is pending again."""
    carried = "select number from outbox_change where kind"
    connection.execute(
        f"update sighting set pending = {BACKLOG} where pending = 0 and number in ({carried} = {kinds.SIGHTING});"  # noqa: S608 - constants
        f"update record set pending = {BACKLOG} where pending = 0 and number in ({carried} <> {kinds.SIGHTING});"
        "delete from outbox_change"
    )


def mark(connection: Connection, kind: int, number: int, pending: int) -> None:
    table = "sighting" if kind == kinds.SIGHTING else "record"
    connection.execute(f"update {table} set pending = ? where number = ?", (pending, number))  # noqa: S608 - named above


def _pending(connection: Connection) -> Iterator[Row]:
    """Threads and handles first, for everything else names them; then all else as it is to be sent."""
    people, limit = (kinds.THREAD, kinds.HANDLE), limits.BATCH_CHANGES
    yield from _rows(connection, _PEOPLE, *people, limit)
    others, said = _rows(connection, _OTHERS, *people, limit), _rows(connection, _SIGHTINGS, kinds.SIGHTING, limit)
    yield from heapq.merge(others, said, key=_urgency, reverse=True)


def _rows(connection: Connection, statement: str, *values: int) -> list[Row]:
    rows: list[Any] = connection.execute(statement, values).fetchall()
    return rows


def _urgency(row: Row) -> tuple[int, float]:
    pending, at, *_ = row
    return (pending, float("-inf") if at is None else at)

"""Cutting a batch out of what is pending: what it needs first, then what is live, then the backlog, newest first.

Contents and previews come last, so that what names a file stands before its bytes in every log.
"""

import heapq
from collections.abc import Generator, Iterable, Iterator
from contextlib import closing
from typing import Final

from msgspec import Struct

from owntexts.model.codec import Unknown, encode_records
from owntexts.replica import blobs, contents, kinds
from owntexts.replica.database import Connection
from owntexts.replica.pending import BACKLOG, NOT_PENDING, TOO_LARGE
from owntexts.wire import limits
from owntexts.wire.batch import MOST_NEEDS

PLAIN_BYTES: Final = 2 * limits.MIB

_PEOPLE = (
    "select pending, at, kind, number, state from record where pending > 0 and kind in (?, ?) "
    "order by pending desc, at desc limit ?"
)
_OTHERS = (
    "select pending, at, kind, number, state from record where pending > 0 and kind not in (?, ?, ?, ?) "
    "order by pending desc, at desc limit ?"
)
_FILES = (
    "select pending, at, kind, number, state from record where pending > 0 and kind in (?, ?) "
    "order by pending desc, number desc limit ?"
)
_SIGHTINGS = (
    "select pending, at, ?, number, state from sighting where pending > 0 order by pending desc, at desc limit ?"
)

Row = tuple[int, int | None, int, int, bytes]


class Change(Struct, frozen=True, gc=False):
    """One pending thing: the kind and number of its row, the records that say it, and the blobs that these refer to."""

    kind: int
    number: int
    records: list[bytes]
    blobs: list[bytes] = []

    @property
    def is_listed(self) -> bool:
        """Whether it refers to more blobs than a header may name."""
        return len(self.blobs) > limits.PIECES_INLINE

    @property
    def needed(self) -> int:
        """How many places it takes in a header, at least."""
        return 1 if self.is_listed else len(self.blobs)


class Piece(Struct, frozen=True):
    """What one batch will carry."""

    things: list[Change]

    @property
    def changes(self) -> int:
        """How many records it has."""
        return sum(len(thing.records) for thing in self.things)

    @property
    def counted(self) -> int:
        """How many of them a person is told of: what a device tells of itself is no change."""
        return sum(len(thing.records) for thing in self.things if thing.kind != kinds.DEVICE_STATUS)

    @property
    def needs(self) -> tuple[bytes, ...]:
        """The blobs that the hub must have first: all, or of listed ones the lists and as many pieces as fit."""
        first = (blob for thing in self.things for blob in thing.blobs[: thing.needed])
        more = (blob for thing in self.things for blob in thing.blobs[thing.needed :])
        return tuple(dict.fromkeys((*first, *more)))[:MOST_NEEDS]

    def plaintext(self) -> bytes:
        """The records as one MessagePack array."""
        return encode_records(Unknown(thing.kind, record) for thing in self.things for record in thing.records)

    def half(self) -> "Piece":
        """The first half of it; nothing of one thing."""
        return Piece(self.things[: len(self.things) // 2])


def next_piece(connection: Connection) -> Piece:
    """As much of what is pending as one batch may carry; what is too large for any batch is marked so and passed."""
    things: list[Change] = []
    too_large: list[Change] = []
    changes = size = needed = 0
    with closing(_pending(connection)) as rows:
        for _, _, kind, number, state in rows:
            referred = blobs.blobs_of(connection, number) if kind in contents.KINDS else []
            thing = Change(kind, number, kinds.travelling(state, kind), referred)
            if _is_too_large(thing):
                too_large.append(thing)
                continue
            changes += len(thing.records)
            size += sum(map(len, thing.records))
            needed += thing.needed
            if things and (changes > limits.BATCH_CHANGES or size > PLAIN_BYTES or needed > MOST_NEEDS):
                break
            things.append(thing)
    pass_over(connection, too_large)
    return Piece(things)


def pass_over(connection: Connection, things: Iterable[Change]) -> None:
    """These stay here until a version can send them."""
    for thing in things:
        connection.execute(
            f"update {_table(thing)} set pending = ? where number = ?",  # noqa: S608 - one of two names
            (TOO_LARGE, thing.number),
        )


def unmark(connection: Connection, piece: Piece, counter: int) -> None:
    """What the piece carries is not pending any more; it belongs to the item with this counter."""
    for table in ("sighting", "record"):
        numbers = [(thing.number,) for thing in piece.things if _table(thing) == table]
        connection.executemany(f"update {table} set pending = {NOT_PENDING} where number = ?", numbers)  # noqa: S608 - as above
    connection.executemany(
        "insert or replace into outbox_change values (?, ?, ?)",
        [(counter, thing.kind, thing.number) for thing in piece.things],
    )
    connection.executemany(
        "insert or replace into outbox_list values (?, ?)",
        [(counter, thing.number) for thing in piece.things if thing.is_listed],
    )


def mark_unconfirmed(connection: Connection, first: int = 0) -> None:
    """What unconfirmed items carry, from this counter on, is pending again."""
    carried = f"select number from outbox_change where counter >= {first} and kind"  # noqa: S608 - numbers
    connection.execute(
        f"update sighting set pending = {BACKLOG} where pending = 0 and number in ({carried} = {kinds.SIGHTING});"  # noqa: S608 - as above
        f"update record set pending = {BACKLOG} where pending = 0 and number in ({carried} <> {kinds.SIGHTING});"
        f"delete from outbox_change where counter >= {first};"
        f"delete from outbox_list where counter >= {first}"
    )


def _table(thing: Change) -> str:
    return "sighting" if thing.kind == kinds.SIGHTING else "record"


def _is_too_large(thing: Change) -> bool:
    return len(thing.records) > limits.BATCH_CHANGES or max(map(len, thing.records)) > limits.CHANGE


def _pending(connection: Connection) -> Generator[Row]:
    """Threads and handles first, for everything else names them; then all else as it is to be sent; files last."""
    people, limit = (kinds.THREAD, kinds.HANDLE), limits.BATCH_CHANGES
    yield from _rows(connection, _PEOPLE, *people, limit)
    others = _rows(connection, _OTHERS, *people, *contents.KINDS, limit)
    said = _rows(connection, _SIGHTINGS, kinds.SIGHTING, limit)
    seen = 0
    for row in heapq.merge(others, said, key=_urgency, reverse=True):
        seen += 1
        yield row
    if seen < limit:
        yield from _rows(connection, _FILES, *contents.KINDS, limit)


def _rows(connection: Connection, statement: str, *values: int) -> Iterator[Row]:
    yield from connection.execute(statement, values)


def _urgency(row: Row) -> tuple[int, float]:
    pending, at, *_ = row
    return (pending, float("-inf") if at is None else at)

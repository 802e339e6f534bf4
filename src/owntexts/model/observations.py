"""What a reader says as it walks a source's message table, row by row, and what it asks before it decodes one.

A reader walks its native rows in a fixed rising order. For each row it asks the ledger whether a row with this digest
was read before; if so it yields Unchanged, else Row with the records that the row stands for, or Problem.
"""

from typing import Protocol

from msgspec import Struct

from owntexts.model.records import Record


class Located(Struct, frozen=True, gc=False):
    """Where a source has the bytes of one attachment (its id): a word of the source's own, which never travels."""

    attachment: bytes
    place: str


class Row(Struct, frozen=True, gc=False):
    """One native row and what it says. `row` is its number in the store, `digest` 64 bits over all that was read."""

    row: int
    digest: int
    records: tuple[Record, ...]
    files: tuple[Located, ...] = ()


class Unchanged(Struct, frozen=True, gc=False):
    """A native row that the ledger already has with this digest."""

    row: int


class Context(Struct, frozen=True, gc=False):
    """Records that belong to no single row: threads and handles. They come before the rows that mention them."""

    records: tuple[Record, ...]


class Problem(Struct, frozen=True, gc=False):
    """A row, or a piece of one, that could not be read. `unreadable` is False where its row was given all the same."""

    row: int | None
    where: str
    reason: str
    unreadable: bool = True


class Total(Struct, frozen=True, gc=False):
    """How many rows the message table has, None where that cannot be read; the first thing a reader yields."""

    rows: int | None


Observation = Total | Context | Row | Unchanged | Problem


class Ledger(Protocol):
    """What was read before: asked in rising row order."""

    def has(self, row: int, digest: int) -> bool: ...

"""What every source gives: a frozen descriptor, and an open source that reads rows without ever writing.

A reader walks its message table in a fixed order of native rows. For each row it asks the ledger whether a row with
this digest was read before; if so it yields Unchanged, else Row with the records the row stands for, or Problem.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, Protocol, Self

from owntexts.explain import Finding
from owntexts.model.records import Record


@dataclass(frozen=True)
class Recognition:
    """Whether a path is of this kind, and by what it was recognised (one short phrase each)."""

    answer: Literal["yes", "maybe", "no"]
    evidence: tuple[str, ...] = ()


@dataclass(frozen=True)
class Options:
    """What the person said of a source: its time zone for times without one, and where attachments lie."""

    timezone: str | None = None
    secret: str | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """One native row and what it says. `row` is its number in the store, `digest` 64 bits over all that was read."""

    row: int
    digest: int
    records: tuple[Record, ...]


@dataclass(frozen=True, slots=True)
class Unchanged:
    """A native row that the ledger already has with this digest."""

    row: int


@dataclass(frozen=True, slots=True)
class Context:
    """Records that belong to no single row: threads and handles. They come before the rows that mention them."""

    records: tuple[Record, ...]


@dataclass(frozen=True, slots=True)
class Problem:
    """A row, or a piece of one, that could not be read. `unreadable` is False where its row was given all the same."""

    row: int | None
    where: str
    reason: str
    unreadable: bool = True


@dataclass(frozen=True, slots=True)
class Total:
    """How many rows the message table has; the first thing a reader yields, for progress only."""

    rows: int


Reading = Total | Context | Row | Unchanged | Problem


class Ledger(Protocol):
    """What was read before: asked in rising row order."""

    def has(self, row: int, digest: int) -> bool: ...


class OpenSource(Protocol):
    """A source that is open on a consistent copy; a context manager that gives the copy back."""

    def __enter__(self) -> Self: ...

    def __exit__(self, *exc: object) -> None: ...

    def read(self, ledger: Ledger) -> Iterator[Reading]: ...

    def diagnose(self) -> list[Finding]: ...


@dataclass(frozen=True)
class SourceKind:
    """The frozen descriptor that a source registers under the entry point group `owntexts.sources`."""

    kind: str
    family: str
    title: str
    recognize: Callable[[Path], Recognition]
    open: Callable[[Path, Options], OpenSource] = field(compare=False)

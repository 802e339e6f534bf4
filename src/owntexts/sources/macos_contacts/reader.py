"""The address books of a Mac as a source: each entry is a row; those of one account follow those of another."""

from collections.abc import Iterator
from contextlib import ExitStack
from hashlib import blake2b
from pathlib import Path
from typing import Final, NamedTuple, Self

from msgspec.msgpack import encode

from owntexts.explain import Finding
from owntexts.model.observations import Ledger, Observation, Problem, Row, Total, Unchanged
from owntexts.sources import failures, snapshot
from owntexts.sources.apple_books import Entry
from owntexts.sources.base import Options
from owntexts.sources.macos_contacts.entries import DECODER, RANK, count, entries
from owntexts.sources.macos_contacts.places import books, recognize
from owntexts.sources.schema import UNUSABLE, Store
from owntexts.sources.snapshot import Snapshot
from owntexts.sources.utf8 import MARK

EACH_BOOK: Final = 1 << 32
"""Rows of the second book are numbered from here, so that no two rows have one number."""


class Book(NamedTuple):
    """An open copy of one account's database, and the number before its first row."""

    before: int
    taken: Snapshot
    store: Store


class Contacts:
    """Open address books, each a consistent copy."""

    def __init__(self, path: Path) -> None:
        with ExitStack() as opening:
            self._books = [_opened(number, book, opening) for number, book in enumerate(books(path))]
            self._closing = opening.pop_all()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        self._closing.close()

    def read(self, ledger: Ledger) -> Iterator[Observation]:
        """Total, then each entry in the order of its number, book by book."""
        yield Total(sum(count(book.store) for book in self._books))
        for before, taken, store in self._books:
            for entry in entries(store):
                yield from _row(before, entry, ledger)
            damage = [taken.damage] if taken.damage else []
            yield from (Problem(None, "an address book", reason, unreadable=False) for reason in damage + store.damage)
            store.damage.clear()

    def diagnose(self) -> list[Finding]:
        """Nothing: what cannot be read is a Problem."""
        return []


def open_source(path: Path, options: Options) -> Contacts:  # noqa: ARG001 - nothing of it is needed for an address book
    """Raises SourceFailed where there is no address book, or none that can be read."""
    if not path.exists():
        raise failures.missing(path)
    found = recognize(path)
    if found.answer == "no":
        raise failures.unrecognised(path, found.evidence)
    return Contacts(path)


def _opened(number: int, path: Path, opening: ExitStack) -> Book:
    taken = opening.enter_context(snapshot.take(path))
    try:
        return Book(number * EACH_BOOK, taken, Store(taken.connection))
    except UNUSABLE as error:
        raise failures.damaged(path, str(error)) from error


def _row(before: int, entry: Entry, ledger: Ledger) -> Iterator[Observation]:
    row, where = before + entry.number, f"entry {entry.number}"
    if not 0 <= entry.number < EACH_BOOK:
        yield Problem(row if abs(row) < 1 << 62 else None, where, "its number is none that a book gives")
        return
    digest = _digest(entry)
    if ledger.has(row, digest):
        yield Unchanged(row)
        return
    if any(MARK in text for text in (*entry[2:8], *entry.phones, *entry.emails) if text):
        yield Problem(row, where, "a text is not in UTF-8; what could be read of it was kept", unreadable=False)
    found = entry.contact(DECODER, RANK)
    yield Row(row, digest, (found,) if found else ())


def _digest(entry: Entry) -> int:
    return int.from_bytes(blake2b(encode((DECODER, *entry)), digest_size=8).digest(), "big", signed=True)

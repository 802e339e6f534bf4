"""Where a Mac keeps its address books, and whether a path is one."""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

import apsw

from owntexts.sources import failures, snapshot
from owntexts.sources.base import Recognition
from owntexts.sources.schema import Schema

FOLDER: Final = Path("Library", "Application Support", "AddressBook")
BOOK: Final = "AddressBook-v22.abcddb"
ACCOUNTS: Final = "Sources"
ENTRIES: Final = "ZABCDRECORD"


def discover() -> Iterator[Path]:
    """The address book of this user, if there is one."""
    folder = Path.home() / FOLDER
    if folder.is_dir():
        yield folder


def books(path: Path) -> list[Path]:
    """The databases of all accounts below a folder, or the one database that the path is. Raises SourceFailed."""
    if not path.is_dir():
        return [path]
    try:
        accounts = sorted(folder / BOOK for folder in (path / ACCOUNTS).iterdir()) if (path / ACCOUNTS).is_dir() else []
    except PermissionError as refusal:
        raise failures.permission(path, str(refusal.strerror)) from refusal
    return [book for book in (path / BOOK, *accounts) if book.is_file()]


def recognize(path: Path) -> Recognition:
    """Raises SourceFailed where the path may not be read, is locked, or its database is damaged."""
    found = books(path)
    if not found:
        return Recognition("no")
    if not snapshot.header(found[0]).startswith(snapshot.MAGIC):
        return Recognition("no")
    if not _schema(found[0]).has(ENTRIES):
        return Recognition("no")
    accounts = f"{len(found)} address books" if len(found) > 1 else "an address book"
    return Recognition("yes", (f"{accounts} of a Mac, with the table {ENTRIES}",))


def _schema(book: Path) -> Schema:
    try:
        with snapshot.peek(book) as connection:
            return Schema(connection)
    except apsw.Error as error:
        raise failures.damaged(book, str(error)) from error

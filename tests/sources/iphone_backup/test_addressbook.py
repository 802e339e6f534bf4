"""An iPhone's contacts come with its backup."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from tests.sources.iphone_backup.conftest import PASSWORD, problems, read

from owntexts.model.handles import minimal
from owntexts.model.observations import Context
from owntexts.model.records import Contact
from owntexts.sources.iphone_backup.addressbook import BOOK, IMAGES
from owntexts.sources.iphone_backup.entries import HOME
from owntexts.testing.contacts import everybody, write_iphone_book
from owntexts.testing.iphone import Backup, build_backup


def contacts(backup: Backup) -> list[Contact]:
    return [
        record
        for seen in read(backup)
        if isinstance(seen, Context)
        for record in seen.records
        if isinstance(record, Contact)
    ]


@pytest.mark.parametrize("name", ["plain", "encrypted", "flat and encrypted"])
def test_everybody_is_there_with_addresses_and_photo(backups: dict[str, Backup], name: str) -> None:
    people = everybody(6, seed=3)
    found = contacts(backups[name])
    assert [one.name for one in found] == [one.name for one in people]
    assert [one.uid for one in found] == [one.uid for one in people]
    assert [one.photo for one in found] == [one.photo for one in people]
    assert [set(one.handles or ()) for one in found] == [set(map(minimal, (*p.phones, *p.emails))) for p in people]
    assert all(one.header.changed == people[0].changed * 1000 for one in found)


def test_a_reduced_book_is_read_from_its_index(tmp_path: Path) -> None:
    people = everybody(5)
    write_iphone_book(tmp_path / "book", people, only_index=True)
    more = {(HOME, BOOK): (tmp_path / "book").read_bytes()}
    found = contacts(build_backup(tmp_path / "backup", messages=20, more=more))
    assert [one.name for one in found] == [one.name for one in people]
    assert [set(one.handles or ()) for one in found] == [set(map(minimal, (*p.phones, *p.emails))) for p in people]
    assert all(one.uid.startswith("content:") for one in found)


def test_without_a_book_there_are_messages_all_the_same(copied: Callable[[str], Backup]) -> None:
    backup = copied("encrypted")
    for path in (BOOK, IMAGES):
        backup.at(HOME, path).unlink()
    assert contacts(backup) == []
    assert problems(backup) == []


@pytest.mark.parametrize("path", [BOOK, IMAGES])
@pytest.mark.parametrize("name", ["plain", "encrypted"])
def test_a_damaged_book_is_told_and_costs_no_message(copied: Callable[[str], Backup], path: str, name: str) -> None:
    backup = copied(name)
    backup.at(HOME, path).write_bytes(b"\xa5" * 20_000)
    (told,) = problems(backup)
    assert told.startswith(path)
    assert len(contacts(backup)) == (0 if path == BOOK else 6)


def test_a_book_of_other_columns_gives_what_it_has(copied: Callable[[str], Backup]) -> None:
    backup = copied("plain")
    backup.at(HOME, BOOK).unlink()
    with closing(sqlite3.connect(backup.at(HOME, BOOK))) as book:
        book.executescript("CREATE TABLE ABPerson (First); INSERT INTO ABPerson VALUES ('Ada'), (NULL), (x'ff');")
    found = contacts(backup)
    assert [one.name for one in found] == ["Ada", "\ufffd"]
    assert found[0].uid.startswith("content:")


def test_a_password_opens_the_book_too(backups: dict[str, Backup]) -> None:
    assert len(contacts(backups["encrypted"])) == 6
    assert backups["encrypted"].password == PASSWORD

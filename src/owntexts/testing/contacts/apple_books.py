"""Apple's address books: the tables and columns that readers need, as public schemas of them have them."""

from collections.abc import Iterable, Sequence
from contextlib import closing
from pathlib import Path
from typing import Final

import apsw

from owntexts.testing.apple.scene import APPLE_EPOCH_S
from owntexts.testing.contacts.people import Somebody

BOOK: Final = "AddressBook-v22.abcddb"
PHONE, EMAIL = 3, 4

MAC: Final = """
CREATE TABLE ZABCDRECORD (Z_PK INTEGER PRIMARY KEY, Z_ENT INTEGER, Z_OPT INTEGER, ZMODIFICATIONDATE TIMESTAMP,
  ZCREATIONDATE TIMESTAMP, ZUNIQUEID VARCHAR, ZNAME VARCHAR, ZFIRSTNAME VARCHAR, ZLASTNAME VARCHAR, ZMIDDLENAME VARCHAR,
  ZNICKNAME VARCHAR, ZORGANIZATION VARCHAR, ZJOBTITLE VARCHAR, ZIMAGEDATA BLOB, ZTHUMBNAILIMAGEDATA BLOB);
CREATE TABLE ZABCDPHONENUMBER (Z_PK INTEGER PRIMARY KEY, ZOWNER INTEGER, ZFULLNUMBER VARCHAR, ZLABEL VARCHAR);
CREATE TABLE ZABCDEMAILADDRESS (Z_PK INTEGER PRIMARY KEY, ZOWNER INTEGER, ZADDRESS VARCHAR, ZADDRESSNORMALIZED VARCHAR);
"""
IPHONE: Final = """
CREATE TABLE ABPerson (ROWID INTEGER PRIMARY KEY AUTOINCREMENT, First TEXT, Last TEXT, Middle TEXT, Nickname TEXT,
  Organization TEXT, Kind INTEGER, CreationDate INTEGER, ModificationDate INTEGER, DisplayName TEXT, guid TEXT);
CREATE TABLE ABMultiValue (UID INTEGER PRIMARY KEY, record_id INTEGER, property INTEGER, identifier INTEGER,
  label INTEGER, value TEXT, guid TEXT);
CREATE TABLE ABPersonFullTextSearch_content (docid INTEGER PRIMARY KEY, c0First, c1Last, c16Phone, c17Email);
"""
PICTURES: Final = "CREATE TABLE ABThumbnailImage (record_id INTEGER, format INTEGER, data BLOB)"


def write_mac_book(folder: Path, people: Sequence[Somebody], *, account: str | None = "0A1B2C3D") -> Path:
    """The folder AddressBook with one account's database in it, or with the Mac's own; gives the database's path."""
    place = folder / "Sources" / account if account else folder
    place.mkdir(parents=True, exist_ok=True)
    (place / BOOK).unlink(missing_ok=True)
    with closing(apsw.Connection(str(place / BOOK))) as book:
        book.execute(MAC)
        with book:
            book.executemany(
                "INSERT INTO ZABCDRECORD (Z_PK, ZMODIFICATIONDATE, ZUNIQUEID, ZFIRSTNAME, ZLASTNAME, ZORGANIZATION,"
                " ZTHUMBNAILIMAGEDATA) VALUES (?, ?, ?, ?, ?, ?, ?)",
                [(number, *_said(one), _inline(one.photo)) for number, one in enumerate(people, 1)],
            )
            book.execute("INSERT INTO ZABCDRECORD (Z_PK, ZUNIQUEID, ZNAME) VALUES (0, 'F00:ABGroup', 'Choir')")
            book.executemany(
                "INSERT INTO ZABCDPHONENUMBER (ZOWNER, ZFULLNUMBER) VALUES (?, ?)", list(_each(people, "phones"))
            )
            book.executemany(
                "INSERT INTO ZABCDEMAILADDRESS (ZOWNER, ZADDRESS) VALUES (?, ?)", list(_each(people, "emails"))
            )
    return place / BOOK


def write_iphone_book(file: Path, people: Sequence[Somebody], *, only_index: bool = False) -> None:
    """AddressBook.sqlitedb; with `only_index` as reduced backups have it, without any table but the index."""
    file.unlink(missing_ok=True)
    with closing(apsw.Connection(str(file))) as book:
        book.execute(IPHONE)
        with book:
            book.executemany(
                "INSERT INTO ABPerson (ROWID, ModificationDate, guid, First, Last, Organization)"
                " VALUES (?, ?, ?, ?, ?, ?)",
                [(number, *_said(one)) for number, one in enumerate(people, 1)],
            )
            for field, kind in (("phones", PHONE), ("emails", EMAIL)):
                values = [(*each, kind) for each in _each(people, field)]
                book.executemany("INSERT INTO ABMultiValue (record_id, value, property) VALUES (?, ?, ?)", values)
            book.executemany("INSERT INTO ABPersonFullTextSearch_content VALUES (?, ?, ?, ?, ?)", _indexed(people))
        if only_index:
            book.execute("DROP TABLE ABPerson; DROP TABLE ABMultiValue")


def write_iphone_pictures(file: Path, people: Iterable[Somebody]) -> None:
    """AddressBookImages.sqlitedb."""
    file.unlink(missing_ok=True)
    with closing(apsw.Connection(str(file))) as pictures:
        pictures.execute(PICTURES)
        for number, one in enumerate(people, 1):
            if one.photo:
                pictures.execute("INSERT INTO ABThumbnailImage VALUES (?, 0, ?)", (number, one.photo))


def _said(one: Somebody) -> tuple[int, str, str, str, str | None]:
    return (one.changed - APPLE_EPOCH_S, f"{one.uid}:ABPerson", one.given, one.surname, one.organisation)


def _inline(photo: bytes | None) -> bytes | None:
    return b"\x01" + photo if photo else None


def _each(people: Sequence[Somebody], field: str) -> Iterable[tuple[int, str]]:
    return ((number, value) for number, one in enumerate(people, 1) for value in getattr(one, field))


def _indexed(people: Sequence[Somebody]) -> list[tuple[int, str, str, str, str]]:
    return [
        (number, one.given, one.surname, " ".join(map(_spellings, one.phones)), " ".join(one.emails))
        for number, one in enumerate(people, 1)
    ]


def _spellings(phone: str) -> str:
    digits = "".join(filter(str.isdigit, phone))
    return f"+{digits} {digits} {digits[-10:]} {digits[-7:]}"

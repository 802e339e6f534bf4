"""The contacts of an iPhone, as its backup has them: people and their numbers, thumbnails in a database of their own.

Reduced backups have only the index that the iPhone searches in; then that is read.
"""

from collections.abc import Iterator
from typing import Any, Final

from owntexts.errors import SourceFailed
from owntexts.model.contacts import LARGEST_PHOTO
from owntexts.model.formats import rank_of
from owntexts.model.records import Contact
from owntexts.sources.apple_books import Entry
from owntexts.sources.iphone_backup.backup import Backup
from owntexts.sources.iphone_backup.entries import HOME
from owntexts.sources.malformed import Malformed
from owntexts.sources.schema import UNUSABLE, Store
from owntexts.sources.utf8 import decode_utf8

DECODER: Final = 1
RANK: Final = rank_of("apple/contacts-of-an-iphone")
BOOK: Final = "Library/AddressBook/AddressBook.sqlitedb"
IMAGES: Final = "Library/AddressBook/AddressBookImages.sqlitedb"

PHONE, EMAIL = 3, 4
TEXTS: Final = ("guid", "DisplayName", "First", "Last", "Nickname", "Organization")
INDEX: Final = "ABPersonFullTextSearch_content"
INDEX_TEXTS: Final = ("c0First", "c1Last", "c16Phone", "c17Email")
PICTURES: Final = ("ABThumbnailImage", "ABFullSizeImage")

Addresses = dict[int, list[str]]


def contacts(backup: Backup, complaints: list[str]) -> Iterator[Contact]:
    """Every contact; what cannot be read is added to `complaints`."""
    try:
        taken = backup.database(HOME, BOOK)
        if taken is None:
            return
        with taken:
            store = Store(taken.connection)
            pictures = _pictures(backup, complaints)
            entries = _people(store, pictures) if store.schema.has("ABPerson") else _indexed(store)
            yield from filter(None, (entry.contact(DECODER, RANK) for entry in entries))
            complaints += [f"{BOOK}: {reason}" for reason in store.damage]
    except (SourceFailed, Malformed, *UNUSABLE) as reason:
        complaints.append(f"{BOOK}: {reason}")


def _people(store: Store, pictures: dict[int, bytes]) -> Iterator[Entry]:
    phones, emails = _values(store, PHONE), _values(store, EMAIL)
    columns = (store.schema.numbers("ABPerson", ("ModificationDate",)), store.schema.texts("ABPerson", TEXTS))
    query = f"SELECT ROWID, {', '.join(columns)} FROM ABPerson ORDER BY ROWID"  # noqa: S608 - our own names
    for row, changed, *texts in store.rows("ABPerson", query):
        addresses = (tuple(phones.get(row, ())), tuple(emails.get(row, ())))
        yield Entry._make((row, changed, *map(_text, texts), *addresses, pictures.get(row)))


def _values(store: Store, kind: int) -> Addresses:
    """By person the numbers, or the mail addresses."""
    found: Addresses = {}
    if store.schema.has("ABMultiValue", "record_id", "property", "value"):
        query = (
            "SELECT record_id, CAST(value AS BLOB) FROM ABMultiValue WHERE property = ?"
            " AND typeof(record_id) = 'integer' AND value IS NOT NULL ORDER BY ROWID"
        )
        for person, value in store.rows("ABMultiValue", query, (kind,)):
            found.setdefault(person, []).append(decode_utf8(value))
    return found


def _indexed(store: Store) -> Iterator[Entry]:
    """People as the index has them: without keys, and with every number written in several ways."""
    if not store.schema.has(INDEX):
        return
    query = f"SELECT ROWID, {store.schema.texts(INDEX, INDEX_TEXTS)} FROM {INDEX} ORDER BY ROWID"  # noqa: S608 - our own
    for row, *texts in store.rows(INDEX, query):
        given, surname, phones, emails = map(_text, texts)
        addresses = (_numbers(phones or ""), tuple((emails or "").split()))
        yield Entry(row, None, None, None, given, surname, None, None, *addresses)


def _numbers(text: str) -> tuple[str, ...]:
    """Of all writings of numbers those with a country's code; else the longest."""
    written = text.split()
    return tuple(each for each in written if each.startswith("+")) or tuple(sorted(written, key=len)[-1:])


def _pictures(backup: Backup, complaints: list[str]) -> dict[int, bytes]:
    """By person a picture that is small enough."""
    found: dict[int, bytes] = {}
    try:
        taken = backup.database(HOME, IMAGES)
        if taken is None:
            return found
        with taken:
            store = Store(taken.connection)
            for table in PICTURES:
                found = {**dict(_small(store, table)), **found}
    except (SourceFailed, Malformed, *UNUSABLE) as reason:
        complaints.append(f"{IMAGES}: {reason}")
    return found


def _small(store: Store, table: str) -> Iterator[tuple[int, bytes]]:
    if store.schema.has(table, "record_id", "data"):
        query = (
            f"SELECT record_id, data FROM {table} WHERE typeof(record_id) = 'integer' AND typeof(data) = 'blob'"  # noqa: S608 - ours
            " AND length(data) <= ? ORDER BY length(data)"
        )
        yield from store.rows(table, query, (LARGEST_PHOTO,))


def _text(raw: Any) -> str | None:
    return decode_utf8(raw) if isinstance(raw, bytes) else None

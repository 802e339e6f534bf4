"""The entries of one address book: a row of its table, with the numbers and mail addresses that other tables have."""

from collections.abc import Iterator
from typing import Any, Final

from owntexts.model.contacts import LARGEST_PHOTO
from owntexts.model.formats import rank_of
from owntexts.sources.apple_books import Entry
from owntexts.sources.macos_contacts.places import ENTRIES
from owntexts.sources.schema import Store
from owntexts.sources.utf8 import decode_utf8

DECODER: Final = 1
RANK: Final = rank_of("apple/contacts-of-a-mac")
INLINE: Final = b"\x01"
"""What stands before a picture that is kept in the database itself."""

TEXTS: Final = ("ZUNIQUEID", "ZNAME", "ZFIRSTNAME", "ZLASTNAME", "ZNICKNAME", "ZORGANIZATION")
PICTURES: Final = ("ZTHUMBNAILIMAGEDATA", "ZIMAGEDATA")
SMALL: Final = f"""CASE WHEN typeof("{{0}}") = 'blob' AND length("{{0}}") <= {LARGEST_PHOTO + 1} THEN "{{0}}" END"""
PHONES: Final = ("ZABCDPHONENUMBER", "ZFULLNUMBER")
EMAILS: Final = ("ZABCDEMAILADDRESS", "ZADDRESS")


def count(store: Store) -> int:
    """How many entries the book has."""
    return next((rows for (rows,) in store.rows(ENTRIES, f"SELECT count(*) FROM {ENTRIES}")), 0)  # noqa: S608 - our own name


def entries(store: Store) -> Iterator[Entry]:
    """Each entry, in the order of its number, as far as the book can be read."""
    schema = store.schema
    columns = (
        schema.numbers(ENTRIES, ("ZMODIFICATIONDATE",)),
        schema.select(ENTRIES, PICTURES, SMALL),
        schema.texts(ENTRIES, TEXTS),
    )
    phones, emails = _addresses(store, *PHONES), _addresses(store, *EMAILS)
    query = f"SELECT Z_PK, {', '.join(columns)} FROM {ENTRIES} ORDER BY Z_PK"  # noqa: S608 - our own names
    for number, changed, small, large, *texts in store.rows(ENTRIES, query):
        said = (decode_utf8(raw) if isinstance(raw, bytes) else None for raw in texts)
        photo = _picture(small) or _picture(large)
        addresses = (tuple(phones.get(number, ())), tuple(emails.get(number, ())))
        yield Entry._make((number, changed, *said, *addresses, photo))


def _addresses(store: Store, table: str, column: str) -> dict[int, list[str]]:
    """By entry its numbers, or its mail addresses."""
    found: dict[int, list[str]] = {}
    if store.schema.has(table, "ZOWNER", column):
        text = store.schema.texts(table, (column,))
        query = f"SELECT ZOWNER, {text} FROM {table} WHERE typeof(ZOWNER) = 'integer' ORDER BY Z_PK"  # noqa: S608 - ours
        for owner, raw in store.rows(table, query):
            if raw:
                found.setdefault(owner, []).append(decode_utf8(raw))
    return found


def _picture(raw: Any) -> bytes | None:
    return raw.removeprefix(INLINE) if isinstance(raw, bytes) else None

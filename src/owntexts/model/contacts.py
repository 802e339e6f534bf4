"""What address books say of people: how a record of it is made, and what a contact is called.

A book names its people by keys of its own. Where it has none, or none that says when its entry changed, the key is made
of what the entry says, so that an entry that changed is another contact and nothing that was known is lost.
"""

import re
from collections.abc import Iterable
from typing import Final
from unicodedata import category, normalize

from owntexts.model.handles import minimal
from owntexts.model.layers import weight
from owntexts.model.records import Contact, Header

LARGEST_PHOTO: Final = 32 << 10
LONGEST_NAME: Final = 256
MOST_HANDLES: Final = 200
DIGEST_DIGITS: Final = 32
PICTURES: Final = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")
OF_A_HANDLE: Final = "handle:"
"""The key of a name that stands beside an address in an export begins so: it names that address, and joins nothing."""

_BEHIND = re.compile(r"[;,xXwWpP#].*", re.DOTALL)
_LEAD = re.compile(r"^(?:tel|mailto|sms):", re.IGNORECASE)


def contact(
    family: str,
    uid: str | None,
    header: Header,
    *,
    name: str | None = None,
    given: str | None = None,
    surname: str | None = None,
    nickname: str | None = None,
    organisation: str | None = None,
    phones: Iterable[str] = (),
    emails: Iterable[str] = (),
    photo: bytes | None = None,
) -> Contact:
    """An entry of a book as it is kept: texts in one line, addresses in minimal form, a photo if it is small."""
    handles = tuple(sorted({*map(phone, phones), *map(email, emails)} - {""}))[:MOST_HANDLES]
    said = Contact(
        family=family,
        uid=uid or "",
        header=header,
        name=line(name),
        given=line(given),
        surname=line(surname),
        nickname=line(nickname),
        organisation=line(organisation),
        handles=handles,
        photo=photo if photo and len(photo) <= LARGEST_PHOTO and photo.startswith(PICTURES) else None,
    )
    return said if uid else _named_by_itself(said)


def name_of_a_handle(family: str, raw: str, name: str, header: Header) -> Contact:
    """A name that an export tells beside an address."""
    raw = minimal(raw)
    return Contact(family=family, uid=OF_A_HANDLE + raw, header=header, name=line(name), handles=(raw,))


def is_of_a_book(said: Contact) -> bool:
    """Whether it is an entry of an address book, and not a name beside an address."""
    return not said.uid.startswith(OF_A_HANDLE)


def called(said: Contact) -> str | None:
    """What the contact is called: by its full name, else by what there is of it."""
    parts = " ".join(filter(None, (said.given, said.surname)))
    return said.name or parts or said.nickname or said.organisation


def same_name(name: str | None) -> str:
    """What two spellings of one name have in common: case, spaces and the order of words do not matter."""
    return " ".join(sorted(normalize("NFKC", name or "").casefold().replace(",", " ").split()))


def phone(raw: str) -> str:
    """A number's minimal form, without an extension or marks of writing direction; empty where it has no digit."""
    text = _LEAD.sub("", "".join(one for one in raw if category(one) != "Cf").strip())
    number = minimal(_BEHIND.sub("", text))
    return number if any(map(str.isdigit, number)) else ""


def email(raw: str) -> str:
    """An address's minimal form; empty where it is none."""
    address = minimal(_LEAD.sub("", raw.strip()).strip("<>"))
    return address if "@" in address else ""


def line(text: str | None) -> str | None:
    """The text in one line, without control characters; None where nothing is left."""
    plain = "".join(one if category(one) not in {"Cc", "Cs"} else " " for one in text or "")
    return " ".join(normalize("NFC", plain).split())[:LONGEST_NAME] or None


def _named_by_itself(said: Contact) -> Contact:
    names = (said.name, said.given, said.surname, said.nickname, said.organisation)
    digest = weight((names, said.handles)).hex()[:DIGEST_DIGITS]
    return Contact(**{field: getattr(said, field) for field in said.__struct_fields__} | {"uid": f"content:{digest}"})

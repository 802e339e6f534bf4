"""People and conversations by name: what they are called, the sign that stands for them, and its colour."""

import re
from collections.abc import Collection, Sequence
from hashlib import sha256
from typing import Final, NamedTuple

from owntexts.model.names import UNKNOWN, Names, called, straight, together
from owntexts.web.needs.reading import Conversation

HUES: Final = 10
LISTED: Final = ", "
"""Between the names of those in a group that nobody named."""


class Sign(NamedTuple):
    """The round sign beside a name: its letters, which of the colours it has, and the address of a photo."""

    letters: str
    hue: int
    photo: str | None = None


def reached_by(handle: str, name: str) -> str:
    """The address beside a name; nothing where the name is that address, or the same number written otherwise."""
    return "" if handle in {name, re.sub(r"[\s()\-./]", "", name)} else handle


def title(conversation: Conversation, names: Names) -> str:
    """A conversation's name, else who is in it."""
    row = conversation.row
    own = "" if row.name and is_everybody(row.name, row.participants, names) else straight(row.name or "")
    return own or company([called(one, names) for one in row.participants]) or UNKNOWN


def is_everybody(name: str, handles: Collection[str], names: Names) -> bool:
    """Whether a name says no more than who is in a group, one after the other."""
    said = set(name.split(LISTED))
    people = [{one, called(one, names)} for one in handles]
    known = {word for forms in people for form in forms for word in form.split(LISTED)}
    return (
        len(people) > 1
        and said <= known
        and all(any(said >= set(one.split(LISTED)) for one in forms) for forms in people)
    )


def company(people: Sequence[str]) -> str:
    """'Ada Lindqvist', 'Ada and Ben', 'Ada, Ben and 3 others'."""
    return together([first_name(one) for one in people] if len(people) > 1 else people)


def first_name(name: str) -> str:
    """'Ada' for 'Ada Lindqvist'; a number or address stays whole."""
    return name.split(" ", 1)[0] if name[:1].isalpha() and "@" not in name else name


def face(conversation: Conversation, name: str, with_photo: Collection[str]) -> Sign:
    """A conversation's sign; with one person, the photo that an address book has of them."""
    row = conversation.row
    has_photo = not conversation.group and len(row.participants) == 1 and row.participants[0] in with_photo
    return sign(row.id, name)._replace(photo=f"/photo/{row.id}" if has_photo else None)


def person(handle: str, name: str, with_photo: Collection[str]) -> Sign:
    """The sign of one of several people; the photo that an address book has of them, at an address of its own."""
    address = handle.encode("utf-8", "surrogatepass").hex()
    return sign(handle, name)._replace(photo=f"/photo/of/{address}" if handle in with_photo else None)


def sign(key: str, name: str) -> Sign:
    """The sign of whoever has this name; `key` decides the colour, so that it stays when the name changes."""
    words = [word for word in re.split(r"[\s@.]+", name) if word[:1].isalpha()]
    letters = "".join(word[0] for word in (words if "@" not in name else words[:1])[:2])
    return Sign(letters.upper()[:2], sha256(key.encode("utf-8", "surrogatepass")).digest()[0] % HUES)

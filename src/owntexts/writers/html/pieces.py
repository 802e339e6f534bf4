"""A text in pieces, each of one look, and links only where they are what a page may lead to."""

import re
from collections.abc import Iterator, Sequence
from itertools import islice, pairwise
from typing import Final, NamedTuple
from urllib.parse import urlsplit

from owntexts.model.message import ShownRange

MOST_RANGES: Final = 200
MOST_LINKS: Final = 50
SCHEMES: Final = frozenset({"http", "https", "mailto", "tel"})
LOOKS: Final = frozenset({"bold", "italic", "underline", "strikethrough"})

_ADDRESS: Final = re.compile(r"https?://[^\s<>\"'\u201c\u201d\u2066-\u2069\u202a-\u202e]{1,2000}", re.IGNORECASE)
_BEHIND: Final = ".,;:!?)]}\u2026"


class Piece(NamedTuple):
    """Some text, how it looks (names of classes), and where it leads."""

    text: str
    look: str = ""
    href: str | None = None


def pieces(text: str, ranges: Sequence[ShownRange] = ()) -> list[Piece]:
    """The text cut wherever its look changes."""
    marks = [*ranges[:MOST_RANGES], *islice(_found(text), MOST_LINKS)]
    cuts = sorted({0, len(text), *(place for mark in marks for place in _ends(mark, len(text)))})
    return [_piece(text, start, end, marks) for start, end in pairwise(cuts)]


def safe(address: str) -> str | None:
    """The address, where it leads to a page, a mailbox or a telephone and nowhere else."""
    try:
        told = urlsplit(address.strip())
    except ValueError:
        return None
    return address.strip() if told.scheme.lower() in SCHEMES and (told.hostname or told.path) else None


def _found(text: str) -> Iterator[ShownRange]:
    for found in _ADDRESS.finditer(text) if "://" in text else ():
        address = found[0].rstrip(_BEHIND)
        yield ShownRange(found.start(), len(address), "link", address)


def _ends(mark: ShownRange, length: int) -> tuple[int, int]:
    start = min(max(mark.start, 0), length)
    return start, min(max(start + mark.length, start), length)


def _piece(text: str, start: int, end: int, marks: Sequence[ShownRange]) -> Piece:
    here = [mark for mark in marks if mark.start <= start and end <= mark.start + mark.length]
    href = next((found for mark in here if mark.kind == "link" and (found := safe(mark.value))), None)
    return Piece(text[start:end], " ".join(dict.fromkeys(filter(None, map(_look, here)))), href)


def _look(mark: ShownRange) -> str:
    if mark.kind == "mention":
        return "mention"
    return mark.value if mark.kind == "style" and mark.value in LOOKS else ""

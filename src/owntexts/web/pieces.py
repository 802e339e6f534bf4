"""A text in pieces, each of one look: styles, mentions, and links that lead where they say."""

import re
from collections.abc import Iterator, Sequence
from itertools import islice, pairwise
from typing import Final, NamedTuple
from urllib.parse import urlsplit

from owntexts.model.message import ShownRange

LONGEST: Final = 4_000
"""Of a text in a conversation; the page of the message itself shows all of it."""
MOST_RANGES: Final = 200
MOST_LINKS: Final = 50
SCHEMES: Final = frozenset({"http", "https"})
STYLES: Final = frozenset({"bold", "italic", "underline", "strikethrough"})
EFFECTS: Final = frozenset({"big", "small", "shake", "nod", "explode", "ripple", "bloom", "jitter"})

_ADDRESS: Final = re.compile(r"https?://[^\s<>\"'\u201c\u201d\u2066-\u2069\u202a-\u202e]{1,2000}", re.IGNORECASE)
_BEHIND: Final = ".,;:!?)]}\u2026"


class Piece(NamedTuple):
    """Some text, how it looks (names of classes), and where it leads."""

    text: str
    look: str = ""
    href: str | None = None

    @property
    def aside(self) -> str:
        """Where it really leads, where its words do not say so."""
        leads = host(self.href) if self.href else ""
        return "" if leads in self.text.lower() else leads


def pieces(text: str, ranges: Sequence[ShownRange]) -> list[Piece]:
    """The text cut wherever its look changes."""
    marks = [*ranges[:MOST_RANGES], *islice(_found(text), MOST_LINKS)]
    cuts = sorted({0, len(text), *(place for mark in marks for place in _ends(mark, len(text)))})
    return [_piece(text, start, end, marks) for start, end in pairwise(cuts)]


def cut(text: str, most: int = LONGEST) -> str:
    """As much of a text as a conversation shows."""
    return text if len(text) <= most else text[:most].rsplit(" ", 1)[0] + "…"


def opens(address: str) -> str | None:
    """The address where it is one that a page may lead to, and names a host."""
    try:
        told = urlsplit(address)
    except ValueError:
        return None
    return address if told.scheme.lower() in SCHEMES and told.hostname else None


def host(address: str) -> str:
    """The host that an address leads to, in the characters that are looked up: none can look like another."""
    try:
        name = urlsplit(address).hostname or ""
        return name.encode("idna").decode("ascii").removeprefix("www.")
    except (UnicodeError, ValueError):
        return ""


def addresses(text: str) -> list[str]:
    """The web addresses that stand in a text."""
    return [mark.value for mark in _found(text)]


def _found(text: str) -> Iterator[ShownRange]:
    if "://" not in text:
        return
    for found in _ADDRESS.finditer(text):
        address = found[0].rstrip(_BEHIND)
        if opens(address):
            yield ShownRange(found.start(), len(address), "link", address)


def _ends(mark: ShownRange, length: int) -> tuple[int, int]:
    start = min(max(mark.start, 0), length)
    return start, min(max(start + mark.length, start), length)


def _piece(text: str, start: int, end: int, marks: Sequence[ShownRange]) -> Piece:
    here = [mark for mark in marks if mark.start <= start and end <= mark.start + mark.length]
    looks = (_look(mark) for mark in here)
    href = next((found for mark in here if mark.kind == "link" and (found := opens(mark.value))), None)
    return Piece(text[start:end], " ".join(dict.fromkeys(filter(None, looks))), href)


def _look(mark: ShownRange) -> str:
    match mark.kind:
        case "style" if mark.value in STYLES:
            return mark.value
        case "effect" if mark.value in EFFECTS:
            return f"text-{mark.value}"
        case "mention":
            return "mention"
    return ""

"""A text in pieces, each of one look, and links only where they are what a page may lead to."""

import re
from collections.abc import Callable, Container, Iterator, Sequence
from itertools import islice, pairwise
from typing import Final, NamedTuple
from urllib.parse import urlsplit

from owntexts.model.shown import ShownRange

MOST_RANGES: Final = 200
MOST_LINKS: Final = 50
WEB: Final = frozenset({"http", "https"})

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


def pieces(
    text: str,
    ranges: Sequence[ShownRange],
    *,
    opens: Callable[[str], str | None],
    look: Callable[[ShownRange], str],
) -> list[Piece]:
    """The text cut wherever its look changes. `opens` gives an address back if it is one that a page may lead to."""
    marks = [*ranges[:MOST_RANGES], *islice(_found(text), MOST_LINKS)]
    cuts = sorted({0, len(text), *(place for mark in marks for place in _ends(mark, len(text)))})
    return [_piece(text[start:end], _over(marks, start, end), opens, look) for start, end in pairwise(cuts)]


def styled(mark: ShownRange, styles: Container[str]) -> str:
    """The look of a mention, and of a style among these."""
    if mark.kind == "mention":
        return "mention"
    return mark.value if mark.kind == "style" and mark.value in styles else ""


def leads(address: str, schemes: Container[str]) -> bool:
    """Whether an address is of one of these schemes, and of the web only if it names a host."""
    try:
        told = urlsplit(address)
    except ValueError:
        return False
    scheme = told.scheme.lower()
    return scheme in schemes and bool(told.hostname if scheme in WEB else told.path)


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
    for found in _ADDRESS.finditer(text) if "://" in text else ():
        address = found[0].rstrip(_BEHIND)
        if leads(address, WEB):
            yield ShownRange(found.start(), len(address), "link", address)


def _ends(mark: ShownRange, length: int) -> tuple[int, int]:
    start = min(max(mark.start, 0), length)
    return start, min(max(start + mark.length, start), length)


def _over(marks: Sequence[ShownRange], start: int, end: int) -> list[ShownRange]:
    return [mark for mark in marks if mark.start <= start and end <= mark.start + mark.length]


def _piece(
    text: str, marks: Sequence[ShownRange], opens: Callable[[str], str | None], look: Callable[[ShownRange], str]
) -> Piece:
    href = next((found for mark in marks if mark.kind == "link" and (found := opens(mark.value))), None)
    return Piece(text, " ".join(dict.fromkeys(filter(None, map(look, marks)))), href)

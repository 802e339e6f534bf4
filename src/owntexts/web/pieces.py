"""A text in pieces as a conversation shows them: styles and effects, mentions, and links to pages of the web."""

from collections.abc import Sequence
from typing import Final

from owntexts.model import spans
from owntexts.model.shown import ShownRange
from owntexts.model.spans import Piece

LONGEST: Final = 4_000
"""Of a text in a conversation; the page of the message itself shows all of it."""
STYLES: Final = frozenset({"bold", "italic", "underline", "strikethrough"})
EFFECTS: Final = frozenset({"big", "small", "shake", "nod", "explode", "ripple", "bloom", "jitter"})


def pieces(text: str, ranges: Sequence[ShownRange]) -> list[Piece]:
    """The text cut wherever its look changes."""
    return spans.pieces(text, ranges, opens=opens, look=_look)


def cut(text: str, most: int = LONGEST) -> str:
    """As much of a text as a conversation shows."""
    return text if len(text) <= most else text[:most].rsplit(" ", 1)[0] + "…"


def opens(address: str) -> str | None:
    """The address where it is one that a page may lead to, and names a host."""
    return address if spans.leads(address, spans.WEB) else None


def _look(mark: ShownRange) -> str:
    if mark.kind == "effect":
        return f"text-{mark.value}" if mark.value in EFFECTS else ""
    return spans.styled(mark, STYLES)

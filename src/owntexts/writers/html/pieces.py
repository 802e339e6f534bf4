"""A text in pieces as pages for keeping show them, with links to pages, mailboxes and telephones."""

from collections.abc import Sequence
from typing import Final

from owntexts.model import spans
from owntexts.model.shown import ShownRange
from owntexts.model.spans import Piece

SCHEMES: Final = spans.WEB | {"mailto", "tel"}
STYLES: Final = frozenset({"bold", "italic", "underline", "strikethrough"})


def pieces(text: str, ranges: Sequence[ShownRange] = ()) -> list[Piece]:
    """The text cut wherever its look changes."""
    return spans.pieces(text, ranges, opens=safe, look=_look)


def safe(address: str) -> str | None:
    """The address, where it leads to a page, a mailbox or a telephone and nowhere else."""
    return address.strip() if spans.leads(address.strip(), SCHEMES) else None


def _look(mark: ShownRange) -> str:
    return spans.styled(mark, STYLES)

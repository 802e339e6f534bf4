"""Login names: 1 to 64 visible characters without spaces."""

import unicodedata
from typing import Final

LONGEST: Final = 64


def normal(name: str) -> str:
    """The name in its normal form (NFC)."""
    return unicodedata.normalize("NFC", name)


def fault_of(name: str) -> str | None:
    """What is wrong with a name; None where nothing is."""
    if not 0 < len(normal(name)) <= LONGEST:
        return f"A name has 1 to {LONGEST} characters."
    if not normal(name).isprintable() or any(character.isspace() for character in normal(name)):
        return "A name has visible characters only, and no spaces."
    return None

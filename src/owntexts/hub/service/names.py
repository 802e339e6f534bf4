"""Login names: 1 to 64 visible characters without spaces, equal without regard to case."""

import unicodedata
from typing import Final

from owntexts.hub.service.refusals import malformed

LONGEST: Final = 64


def checked_name(name: str) -> str:
    """The name in its normal form (NFC), or a refusal that says what is wrong with it."""
    normal = unicodedata.normalize("NFC", name)
    if not 0 < len(normal) <= LONGEST:
        raise malformed(f"A name has 1 to {LONGEST} characters.")
    if not normal.isprintable() or any(character.isspace() for character in normal):
        raise malformed("A name has visible characters only, and no spaces.")
    return normal


def name_key(name: str) -> str:
    """What two spellings of one name have in common."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", name).casefold())

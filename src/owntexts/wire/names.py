"""What accounts and devices may be called: a device says so before it asks, a hub before it believes."""

import unicodedata
from typing import Final

LONGEST: Final = 64


def fault_of_login(name: str) -> str | None:
    """What is wrong with a login name; None for 1 to 64 visible characters without spaces."""
    if (fault := fault_of_name(name)) is not None:
        return fault
    return "A name has no spaces." if any(character.isspace() for character in name) else None


def fault_of_name(name: str) -> str | None:
    """What is wrong with what a device is called; None for 1 to 64 visible characters and spaces."""
    if not 0 < len(unicodedata.normalize("NFC", name.strip())) <= LONGEST:
        return f"A name has 1 to {LONGEST} characters."
    return None if name.isprintable() else "A name has visible characters only."

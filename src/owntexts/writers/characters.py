"""Texts as a file for others can hold them: whole characters, and none that XML and pages have no place for."""

from typing import Final

MARK: Final = "\ufffd"

_IMPOSSIBLE: Final = dict.fromkeys({*range(0x20), 0xFFFE, 0xFFFF} - {0x09, 0x0A, 0x0D}, MARK)


def sound(text: str) -> str:
    """The text with two halves as the character they are; U+FFFD stands for a lone half, and for control characters."""
    if text.isprintable():
        return text
    if not text.isascii():
        text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text.translate(_IMPOSSIBLE)

"""Attributes of an element, as the app reads them back: characters as they are, never as halves of a pair."""

from collections.abc import Mapping
from typing import Final

from owntexts.writers.characters import sound

NULL: Final = "null"
_ESCAPES: Final = str.maketrans(
    {
        "&": "&amp;",
        "<": "&lt;",
        ">": "&gt;",
        '"': "&quot;",
        "'": "&apos;",
        "\t": "&#9;",
        "\n": "&#10;",
        "\r": "&#13;",
        "\u0085": "&#133;",
        "\u2028": "&#8232;",
        "\u2029": "&#8233;",
    }
)


def attributes(values: Mapping[str, str | int | None]) -> str:
    """'a="1" b="null"', in the order given; None is the word null."""
    return " ".join(f'{name}="{escaped(value)}"' for name, value in values.items())


def escaped(value: str | int | None) -> str:
    """A value as it stands between quotation marks."""
    if value is None:
        return NULL
    return str(value) if isinstance(value, int) else sound(value).translate(_ESCAPES)

"""What people are called where somebody reads it: on one line, and without what would turn the words around it."""

import re
from collections.abc import Mapping, Sequence
from typing import Final

YOU: Final = "You"
UNKNOWN: Final = "Unknown"
NAMED: Final = 3

_TURNING: Final = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069]")

Names = Mapping[str, str]
"""What people are called, by raw handle."""


def straight(name: str) -> str:
    """A name without the characters that would turn what stands around it."""
    return " ".join(_TURNING.sub("", name).split())


def called(handle: str | None, names: Names) -> str:
    """What a person is called; None is whoever owns this device."""
    return YOU if handle is None else straight(names.get(handle) or handle) or UNKNOWN


def together(people: Sequence[str]) -> str:
    """'Ada', 'Ada and Ben', 'Ada, Ben and 3 others'."""
    if len(people) > NAMED:
        people = [*people[: NAMED - 1], f"{len(people) - NAMED + 1} others"]
    return " and ".join(filter(None, (", ".join(people[:-1]), *people[-1:])))

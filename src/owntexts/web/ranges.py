"""The part of a file that a player asks for."""

import re
from typing import Final

_ONE: Final = re.compile(r"bytes=(\d{0,18})-(\d{0,18})")


def part_of(asked: str | None, size: int | None) -> tuple[int, int] | None:
    """First byte and the one behind the last; None where all of it is to be given.

    Raises ValueError for a part that is not there. Several parts at once are not given: then all of it is.
    """
    found = _ONE.fullmatch((asked or "").strip())
    if found is None or size is None or found.groups() == ("", ""):
        return None
    first, last = found.groups()
    start = int(first) if first else max(0, size - int(last))
    end = min(size, int(last) + 1) if first and last else size
    if start >= end:
        raise ValueError(asked)
    return start, end

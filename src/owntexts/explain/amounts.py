"""Amounts as people write and read them: 20MiB, 3d, 22:00."""

import re
from typing import Final

MOST_BYTES: Final = 1 << 60
MOST_SECONDS: Final = 100 * 365 * 86_400
DAY_MINUTES: Final = 24 * 60

_BYTES: Final = {"": 1, "b": 1} | {
    f"{letter}{ending}": int(base**power)
    for power, letter in enumerate("kmgt", start=1)
    for ending, base in (("ib", 1024), ("b", 1000))
}
_SECONDS: Final = {"s": 1, "m": 60, "h": 3_600, "d": 86_400}
_NOUNS: Final = {"s": "second", "m": "minute", "h": "hour", "d": "day"}
_SIZE: Final = re.compile(r"\s*([0-9]{1,18})\s*([kmgt]?i?b?)\s*", re.IGNORECASE)
_DURATION: Final = re.compile(r"\s*([0-9]{1,10})\s*([smhd])\s*", re.IGNORECASE)
_TIME: Final = re.compile(r"\s*([01]?[0-9]|2[0-3]):([0-5][0-9])\s*")


def read_size(text: str) -> int | None:
    """'20MiB' as bytes; None for what is no size."""
    found = _SIZE.fullmatch(text)
    unit = _BYTES.get(found[2].lower()) if found else None
    if found is None or unit is None or int(found[1]) * unit > MOST_BYTES:
        return None
    return int(found[1]) * unit


def spell_size(size: int) -> str:
    """'20MiB', '1500': exact, in the largest binary unit that divides it."""
    for power, letter in ((4, "T"), (3, "G"), (2, "M"), (1, "K")):
        if size and size % (1 << 10 * power) == 0:
            return f"{size >> 10 * power}{letter}iB"
    return str(size)


def size_in_words(size: int) -> str:
    """'1.5 GiB', '312 KiB', '12 B': rounded, to be read."""
    amount, units = float(size), iter(("KiB", "MiB", "GiB", "TiB", "PiB", "EiB"))
    unit = "B"
    while amount >= 1024:  # noqa: PLR2004 - of each unit in the next
        amount, unit = amount / 1024, next(units)
    return f"{amount:.1f} {unit}" if amount % 1 else f"{amount:.0f} {unit}"


def read_duration(text: str) -> int | None:
    """'90s', '15m', '2h', '3d' as seconds; None for what is no duration."""
    found = _DURATION.fullmatch(text)
    seconds = int(found[1]) * _SECONDS[found[2].lower()] if found else MOST_SECONDS + 1
    return seconds if seconds <= MOST_SECONDS else None


def spell_duration(seconds: int) -> str:
    """'3d', '90s': exact, in the largest unit that divides it."""
    unit = next(unit for unit in reversed(_SECONDS) if unit == "s" or (seconds and seconds % _SECONDS[unit] == 0))
    return f"{seconds // _SECONDS[unit]}{unit}"


def duration_in_words(seconds: int) -> str:
    """'3 days', '1 hour', '40 seconds': rounded down, to be read."""
    unit = next(unit for unit in reversed(_SECONDS) if unit == "s" or seconds >= _SECONDS[unit])
    number = seconds // _SECONDS[unit]
    return f"{number:,} {_NOUNS[unit]}" if number == 1 else f"{number:,} {_NOUNS[unit]}s"


def read_minute(text: str) -> int | None:
    """'22:00' as minutes since midnight; None for what is no time of day."""
    found = _TIME.fullmatch(text)
    return int(found[1]) * 60 + int(found[2]) if found else None


def spell_minute(minute: int) -> str:
    """'22:00'."""
    return f"{minute // 60:02}:{minute % 60:02}"

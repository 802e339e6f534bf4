"""Sizes as people write them: 5GiB, 10MiB, 700KB, 4096."""

import re
from typing import Final

from owntexts.errors import WrongUsage
from owntexts.explain import Evidence, Fix

_UNITS: Final = {"": 1, "b": 1} | {
    f"{letter}{ending}": int(base**power)
    for power, letter in enumerate("kmgt", start=1)
    for ending, base in (("ib", 1024), ("b", 1000))
}
_FORM: Final = re.compile(r"\s*(\d{1,18})\s*([kmgt]?i?b?)\s*", re.IGNORECASE)
MOST: Final = 1 << 60


def size(text: str) -> int:
    """Bytes; WrongUsage for what is no size."""
    found = _FORM.fullmatch(text)
    unit = _UNITS.get(found[2].lower()) if found else None
    if found is None or unit is None or int(found[1]) * unit > MOST:
        raise _no_size(text)
    return int(found[1]) * unit


def in_words(size_bytes: int) -> str:
    """'1.5 GiB', '312 KiB', '12 B'."""
    amount, units = float(size_bytes), iter(("KiB", "MiB", "GiB", "TiB", "PiB", "EiB"))
    unit = "B"
    while amount >= 1024:  # noqa: PLR2004 - of each unit in the next
        amount, unit = amount / 1024, next(units)
    return f"{amount:.1f} {unit}" if amount % 1 else f"{amount:.0f} {unit}"


def _no_size(text: str) -> WrongUsage:
    return WrongUsage(
        "This is no size",
        "A size is a whole number with a unit.",
        evidence=(Evidence("size", text, origin="the command line"),),
        fixes=(Fix("size", "Write it like 5GiB or 500MiB", "person"),),
    )

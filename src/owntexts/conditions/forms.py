"""Forms of settings: which texts make sense, how each is spelled, and what it means to a policy."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from owntexts.explain.amounts import (
    read_duration,
    read_minute,
    read_size,
    spell_duration,
    spell_minute,
    spell_size,
)

Meaning = str | int | bool | None

UNLIMITED: Final = "unlimited"
_YES: Final = frozenset({"true", "yes", "on"})
_NO: Final = frozenset({"false", "no", "off"})
_MOST_DAYS: Final = 36_500
_PERCENT: Final = 100


@dataclass(frozen=True, slots=True)
class Form:
    """`spell` gives a text its one spelling, or None where it makes no sense; `mean` reads a spelled text."""

    values: str
    spell: Callable[[str], str | None]
    mean: Callable[[str], Meaning]


def choice(*words: str) -> Form:
    """One of some words."""
    return Form(", ".join(words), lambda text: text.lower() if text.lower() in words else None, str)


def _spell_flag(text: str) -> str | None:
    return "true" if text.lower() in _YES else "false" if text.lower() in _NO else None


def _spell_number(text: str, most: int) -> str | None:
    return (
        str(int(text))
        if text.isascii() and text.isdigit() and len(text) < len(str(most)) + 2 and int(text) <= most
        else None
    )


def _spell_size(text: str) -> str | None:
    size = read_size(text)
    return None if size is None else spell_size(size)


def _spell_allowance(text: str) -> str | None:
    return UNLIMITED if text.lower() == UNLIMITED else _spell_size(text)


def _spell_duration(text: str) -> str | None:
    seconds = read_duration(text)
    return spell_duration(seconds) if seconds else None


def _spell_schedule(text: str) -> str | None:
    if not text.strip():
        return ""
    begin, end = (read_minute(half) for half in (text.split("-") if text.count("-") == 1 else ("", "")))
    return None if begin is None or end is None or begin == end else f"{spell_minute(begin)}-{spell_minute(end)}"


ALLOW_OR_PAUSE: Final = choice("allow", "pause")
FLAG: Final = Form("true, false", _spell_flag, lambda text: text == "true")
PERCENT: Final = Form("0-100", lambda text: _spell_number(text.removesuffix("%"), _PERCENT), int)
DAYS: Final = Form("days", lambda text: _spell_number(text.removesuffix("d"), _MOST_DAYS), int)
SIZE: Final = Form("size", _spell_size, read_size)
ALLOWANCE: Final = Form("size, unlimited", _spell_allowance, read_size)
DURATION: Final = Form("duration", _spell_duration, read_duration)
SCHEDULE: Final = Form('"" or 22:00-07:00', _spell_schedule, str)

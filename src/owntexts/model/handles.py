"""Addresses: the raw minimal form that is synced, its tail that matches messages, and E.164 that is only shown.

Nothing synced depends on E.164, because its rules change between versions of the library and with the region.
"""

import re
from functools import lru_cache
from typing import Final
from unicodedata import normalize

LONGEST: Final = 1024
TAIL: Final = 7
SHORTEST_LOCAL: Final = 7

_NUMBER = re.compile(r"\+?[0-9 \u00a0()\-./]+")
_NOT_DIGITS = re.compile(r"[^0-9]")


@lru_cache(maxsize=65_536)
def minimal(raw: str) -> str:
    """A number as its digits and leading +; other text in NFC, stripped, lower-cased; at most 1,024 characters."""
    text = normalize("NFC", raw[:LONGEST]).strip()
    if _NUMBER.fullmatch(text) and (digits := _NOT_DIGITS.sub("", text)):
        return "+" * text.startswith("+") + digits
    return normalize("NFC", text.lower())[:LONGEST].strip()


@lru_cache(maxsize=65_536)
def tail(raw: str) -> str:
    """What matches a message across stores: a number's last seven digits, or the minimal form of anything else."""
    text = minimal(raw)
    return text.lstrip("+")[-TAIL:] if is_number(text) else text


def is_number(handle: str) -> bool:
    """Whether a minimal form is a telephone number."""
    digits = handle.removeprefix("+")
    return digits.isascii() and digits.isdigit()


@lru_cache(maxsize=65_536)
def e164(raw: str, region: str | None) -> str | None:
    """The number in E.164 as seen from a region (ISO country), or None where it is no telephone number there."""
    handle = minimal(raw)
    if not is_number(handle) or (handle[0] != "+" and len(handle) < SHORTEST_LOCAL):
        return None
    return _parsed(handle, region)


def _parsed(handle: str, region: str | None) -> str | None:
    import phonenumbers  # noqa: PLC0415 - a tenth of a second, and most commands never ask

    try:
        number = phonenumbers.parse(handle, region)
    except phonenumbers.NumberParseException:
        return None
    if phonenumbers.is_possible_number_with_reason(number) != phonenumbers.ValidationResult.IS_POSSIBLE:
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


@lru_cache(maxsize=65_536)
def written(raw: str, region: str | None) -> str:
    """A number as people write it down ('+1 202-555-0143'), as seen from a region; anything else as it is."""
    number = e164(raw, region)
    if number is None:
        return raw
    import phonenumbers  # noqa: PLC0415 - as above

    return phonenumbers.format_number(phonenumbers.parse(number), phonenumbers.PhoneNumberFormat.INTERNATIONAL)

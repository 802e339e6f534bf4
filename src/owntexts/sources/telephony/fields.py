"""Values as formats write them, numbers as strings among them, brought to what rows hold."""

import re
from collections.abc import Mapping
from typing import Any, Final

from msgspec import Struct

from owntexts.sources.telephony.words import UTF_8

LARGEST: Final = 1 << 62
MOST_DIGITS: Final = 40
FIRST_MS: Final = 1 << 31
"""1970-01-25, the last time that a number of 32 bits can tell in milliseconds."""

LAST_MS: Final = 4_102_444_800_000
"""2100-01-01T00:00:00Z."""

SECONDS_BELOW: Final = 100_000_000_000
"""Numbers below are seconds until the year 5138, numbers from here on milliseconds since 1973."""

NO_TIME: Final = "its time is outside of the years 1970 to 2100"

_WHOLE: Final = re.compile(r"\s*[+-]?[0-9]+\s*")
_SURROGATE: Final = re.compile("[\ud800-\udfff]")

Fields = Mapping[str, Any]


class Moment(Struct, frozen=True, gc=False):
    """A time as a native key takes it, and as an instant (None where that cannot be one)."""

    written: str
    at: int | None

    @property
    def said(self) -> tuple[str, ...]:
        """What is wrong with it."""
        return () if self.at is not None else (NO_TIME,)


def whole(value: Any) -> int | None:
    """A whole number, however it is written; None for what is none, or is larger than a record can hold."""
    number = _number(value)
    return number if number is not None and -LARGEST <= number <= LARGEST else None


def flag(value: Any) -> bool | None:
    """1, "1" and true; None where nothing is said."""
    if isinstance(value, bool):
        return value
    number = whole(value)
    return None if number is None else number == 1


def text(value: Any) -> str | None:
    """A text; halves of a character become U+FFFD."""
    if not isinstance(value, str):
        return None
    return whole_characters(value)


def whole_characters(value: str) -> str:
    """The text with pairs of halves as the character they are, and lone halves as U+FFFD."""
    if value.isascii() or not _SURROGATE.search(value):
        return value
    return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def milliseconds(value: Any) -> Moment | None:
    """The time of a text or call; None for what is no whole number."""
    number = _number(value)
    return None if number is None else Moment(str(number), instant(number))


def mms_time(value: Any) -> Moment | None:
    """The time of an MMS, told in seconds or, by formats that multiply it, in milliseconds."""
    number = _number(value)
    if number is None:
        return None
    ms = number * 1000 if abs(number) < SECONDS_BELOW else number
    return Moment(str(ms // 1000), instant(ms))


def sent_time(value: Any) -> int | None:
    """When the sender sent it, in milliseconds however it is told; None where it is not known."""
    moment = mms_time(value)
    return moment.at if moment else None


def instant(ms: int) -> int | None:
    """None for a time that nobody wrote at: before all clocks were set, and what was cut to 32 bits."""
    return ms if FIRST_MS <= ms < LAST_MS else None


def mime(value: Any) -> str:
    """A content type in lower case, without its parameters."""
    return (text(value) or "").partition(";")[0].strip().lower()


def content_id(value: Any) -> str | None:
    """The id without the brackets around it."""
    found = text(value)
    return (found.removeprefix("<").removesuffix(">") or None) if found else None


def subject(value: Any, charset: Any) -> str | None:
    """A subject; one whose UTF-8 was taken for Latin-1, as Android does, is read as what it was."""
    found = text(value)
    if not found or found == "-1":
        return None
    if whole(charset) != UTF_8 or found.isascii():
        return found
    try:
        return found.encode("latin-1").decode()
    except UnicodeError:
        return found


def _number(value: Any) -> int | None:
    if isinstance(value, str):
        return int(value) if len(value) <= MOST_DIGITS and _is_whole(value) else None
    if isinstance(value, int | float) and not isinstance(value, bool):
        return int(value) if abs(value) < 10**MOST_DIGITS and value == int(value) else None
    return None


def _is_whole(value: str) -> bool:
    return (value.isdigit() and value.isascii()) or bool(_WHOLE.fullmatch(value))

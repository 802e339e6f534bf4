"""Apple's times: counted from 2001, in nanoseconds since iOS 11 and in seconds before; 0 is "not set"."""

from typing import Final

from owntexts.sources.malformed import Malformed

UNIX_MS_OF_2001: Final = 978_307_200_000
SMALLEST_NANOSECONDS: Final = 10**12
LAST_MS: Final = 4_102_444_800_000
NANOSECONDS_A_MS: Final = 1_000_000
LAST_NANOSECONDS: Final = (LAST_MS - UNIX_MS_OF_2001) * NANOSECONDS_A_MS


def milliseconds(value: float | None) -> int | None:
    """UTC milliseconds since 1970, floored; None for a time that is not set. Raises Malformed outside 1970 to 2100."""
    if not value:
        return None
    if not SMALLEST_NANOSECONDS <= value < SMALLEST_NANOSECONDS * 10**7:
        return seconds(value)
    unix = int(value // NANOSECONDS_A_MS) + UNIX_MS_OF_2001
    return _plausible(unix, value)


def seconds(value: float) -> int:
    """The same for a time that is always in seconds, with or without a fraction."""
    if not -SMALLEST_NANOSECONDS < value < SMALLEST_NANOSECONDS:
        raise Malformed(f"the time {value} lies outside the years 1970 to 2100")
    return _plausible(int(value * 1000 // 1) + UNIX_MS_OF_2001, value)


def _plausible(unix: int, value: float) -> int:
    if 0 <= unix < LAST_MS:
        return unix
    raise Malformed(f"the time {value} lies outside the years 1970 to 2100")

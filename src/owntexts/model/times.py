"""Times as they are told: RFC 3339, UTC, milliseconds."""

from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Final

DAY_MS: Final = 86_400_000
UNIX_EPOCH: Final = date(1970, 1, 1)
FIRST_DAY: Final = (date.min - UNIX_EPOCH).days
LAST_DAY: Final = (date.max - UNIX_EPOCH).days


def rfc3339(ms: int | None) -> str | None:
    """`2001-01-01T00:00:00.000Z` for 978307200000; None for an unknown time or one outside the years 1 to 9999."""
    if ms is None:
        return None
    day, rest = divmod(ms, DAY_MS)
    if not FIRST_DAY <= day <= LAST_DAY:
        return None
    seconds, millis = divmod(rest, 1000)
    minutes, second = divmod(seconds, 60)
    hour, minute = divmod(minutes, 60)
    return f"{_day(day)}T{hour:02}:{minute:02}:{second:02}.{millis:03}Z"


def read_rfc3339(text: str | None) -> int | None:
    """978307200000 for `2001-01-01T00:00:00.000Z`; None for None and for what is no such time."""
    try:
        moment = datetime.fromisoformat(text) if text else None
    except ValueError:
        return None
    return None if moment is None or moment.tzinfo is None else round(moment.timestamp() * 1000)


@lru_cache(maxsize=4096)
def _day(day: int) -> str:
    return (UNIX_EPOCH + timedelta(days=day)).isoformat()

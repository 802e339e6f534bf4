"""Local times to come, whatever the clocks do in between."""

from datetime import UTC, datetime, timedelta, tzinfo
from typing import Final

DAY_MINUTES: Final = 24 * 60
LOOKED_AHEAD: Final = 8
"""Days. A time of day that the clocks skip comes again on the next one."""


def next_minute(now: int, where: tzinfo, minute: int) -> int | None:
    """When the clock on the wall will next show this minute since midnight (UTC ms), after `now`; None if never."""
    today = datetime.fromtimestamp(now / 1000, where).date()
    for days in range(LOOKED_AHEAD):
        day = today + timedelta(days=days)
        there = datetime(day.year, day.month, day.day, *divmod(minute, 60), tzinfo=where)
        for moment in (there, there.replace(fold=1)):
            ms = round(moment.timestamp() * 1000)
            if ms > now and _shows(ms, where) == minute:
                return ms
    return None


def next_midnight(now: int, where: tzinfo) -> int:
    """When the next local day begins (UTC ms), be its first minute 00:00 or, where the clocks skip it, a later one."""
    tomorrow = datetime.fromtimestamp(now / 1000, where).date() + timedelta(days=1)
    begins = datetime(tomorrow.year, tomorrow.month, tomorrow.day, tzinfo=where)
    return round(begins.astimezone(UTC).timestamp() * 1000)


def in_words(ms: int, now: int, where: tzinfo) -> str:
    """'18:00', 'tomorrow 07:00', 'Fri 2026-11-27 07:00': as short as is clear."""
    there, here = datetime.fromtimestamp(ms / 1000, where), datetime.fromtimestamp(now / 1000, where)
    days = (there.date() - here.date()).days
    day = {0: "", 1: "tomorrow "}.get(days, f"{there:%a %Y-%m-%d} ")
    return f"{day}{there:%H:%M}"


def _shows(ms: int, where: tzinfo) -> int:
    there = datetime.fromtimestamp(ms / 1000, where)
    return there.hour * 60 + there.minute

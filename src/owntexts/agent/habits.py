"""When this device usually has Wi-Fi and its charger, by what it saw of itself, and how fast its line to the hub is.

A window is a time in which an unmetered network and the charger were there together. Only this device knows of them.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta, tzinfo
from typing import Final

import msgspec
from msgspec import Struct

from owntexts.agent.local_time import local
from owntexts.conditions.network import costs
from owntexts.conditions.readings import CHARGING, NETWORK, Readings, value_of
from owntexts.replica import state
from owntexts.replica.database import Replica

KEY: Final = "habit.windows"
SINCE: Final = "habit.since"
RATE: Final = "habit.bytes_per_s"

MINUTE_MS: Final = 60_000
DAY_MS: Final = 24 * 60 * MINUTE_MS
DAYS: Final = 14
NIGHTS_AT_LEAST: Final = 3
SHORTEST_MS: Final = 30 * MINUTE_MS
UNBROKEN_MS: Final = 20 * MINUTE_MS
"""Looks that lie no further apart see the same window."""
WRITTEN_EACH_MS: Final = 4 * MINUTE_MS
TELLING_BYTES: Final = 256 << 10
"""Less than this says nothing about how fast a line is."""

Window = tuple[int, int]
"""From when to when (UTC ms)."""

_WINDOWS = msgspec.msgpack.Decoder(list[Window])


class Forecast(Struct, frozen=True):
    """When the next window is likely to open (UTC ms), for how long (ms), and from how many days that follows."""

    begins: int
    lasts: int
    days: int


def observe(db: Replica, readings: Readings, now: int) -> None:
    """Remembers that a window is open, if it is."""
    if state.get(db, SINCE) is None:
        state.put(db, SINCE, now)
    if not is_open(readings):
        return
    windows = seen(db)
    begin, end = windows[-1] if windows else (now, 0)
    if not 0 <= now - end <= UNBROKEN_MS:
        windows.append((now, now))
    elif now - end >= WRITTEN_EACH_MS:
        windows[-1] = (begin, now)
    else:
        return
    kept = [each for each in windows if now - each[1] <= (DAYS + 1) * DAY_MS and each[0] <= now]
    state.put(db, KEY, msgspec.msgpack.encode(kept))


def is_open(readings: Readings) -> bool:
    """Whether an unmetered network and the charger are there."""
    has_network = value_of(readings, NETWORK) in {"wifi", "ethernet"} and not costs(readings)
    return has_network and value_of(readings, CHARGING) is True


def seen(db: Replica) -> list[Window]:
    """The windows of the last two weeks, oldest first."""
    kept = state.get(db, KEY)
    return _WINDOWS.decode(kept) if isinstance(kept, bytes) else []


def watched_days(db: Replica, now: int) -> int:
    """For how many days windows have been looked for, two weeks at the most."""
    since = state.get(db, SINCE)
    return min(DAYS, (now - since) // DAY_MS) if isinstance(since, int) else 0


def measured(db: Replica, size: int, ms: int) -> None:
    """So many bytes went over the line in so long: a slower line counts at once, a faster one by and by."""
    if size < TELLING_BYTES or ms <= 0:
        return
    rate, before = size * 1000 // ms, bytes_per_s(db)
    state.put(db, RATE, rate if before is None else min(rate, (3 * before + rate) // 4))


def bytes_per_s(db: Replica) -> int | None:
    """How fast the line to the hub was; None before enough went over it."""
    rate = state.get(db, RATE)
    return rate if isinstance(rate, int) and rate > 0 else None


def forecast(windows: Sequence[Window], now: int, where: tzinfo, days: int) -> Forecast | None:
    """The next window by the longest one of each day, from noon to noon; None where too few days had one."""
    longest: dict[datetime, Window] = {}
    for begin, end in windows:
        noon = _noon_before(local(begin, where))
        if end - begin >= max(SHORTEST_MS, _length(longest.get(noon))):
            longest[noon] = (begin, end)
    if days < NIGHTS_AT_LEAST or len(longest) < max(NIGHTS_AT_LEAST, days / 2):
        return None
    from statistics import median  # noqa: PLC0415 - a device without habits, and each `status`, is spared it

    after_noon = median((local(begin, where) - noon).total_seconds() for noon, (begin, _) in longest.items())
    begins = _noon_before(local(now, where)) + timedelta(seconds=after_noon)
    if begins.timestamp() * 1000 <= now:
        begins += timedelta(days=1)
    lasts = median(end - begin for begin, end in longest.values())
    return Forecast(round(begins.timestamp() * 1000), round(lasts), days)


def in_words(expected: Forecast, now: int, where: tzinfo) -> str:
    """'tonight about 23:10, judging by the last 14 days'."""
    begins, here = local(_to_ten_minutes(expected.begins), where), local(now, where)
    return f"{_day(begins, here)} about {begins:%H:%M}, judging by the last {expected.days} days"


def _day(begins: datetime, here: datetime) -> str:
    evening, morning = 18, 6
    if _noon_before(begins) == _noon_before(here) and (begins.hour >= evening or begins.hour < morning):
        return "tonight"
    return "today" if begins.date() == here.date() else "tomorrow"


def _noon_before(there: datetime) -> datetime:
    noon = there.replace(hour=12, minute=0, second=0, microsecond=0)
    return noon if noon <= there else noon - timedelta(days=1)


def _length(window: Window | None) -> int:
    return window[1] - window[0] if window else 0


def _to_ten_minutes(ms: int) -> int:
    return round(ms / (10 * MINUTE_MS)) * 10 * MINUTE_MS

"""Moments as people say them: by the visitor's own clock, and as days are written where they live."""

from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import Final

from babel import Locale
from babel.dates import format_skeleton, format_time

from owntexts.web.visitor import visitor

NO_DATE: Final = "No date"
WEEK: Final = 7


def local(at: str) -> datetime:
    """An RFC 3339 time by the visitor's clock."""
    return visitor().local(datetime.fromisoformat(at))


def today() -> date:
    """The visitor's day."""
    return visitor().local(datetime.now(UTC)).date()


def clock(at: str | None) -> str:
    """'14:05', or '2:05 PM' where people say so."""
    return _clock(local(at).time().replace(second=0, microsecond=0), visitor().locale) if at else ""


def day(at: str | None) -> str:
    """'Today', 'Yesterday', 'Monday', 'Tue 3 Nov', 'Tue 3 Nov 2024'."""
    return _near(local(at).date()) or _written(local(at).date(), "MMMEd", "yMMMEd") if at else NO_DATE


def short_day(at: str | None) -> str:
    """For lists: the time today, then 'Yesterday', 'Monday', '3 Nov', '3 Nov 2024'."""
    if not at:
        return ""
    when = local(at).date()
    if when == today():
        return clock(at)
    return _near(when) or _written(when, "MMMd", "yMMMd")


def day_and_clock(at: str | None) -> str:
    """'Today 14:05'."""
    return f"{day(at)} {clock(at)}" if at else NO_DATE


def in_full(at: str | None) -> str:
    """'Tuesday, 3 November 2026, 14:05'."""
    return f"{_skeleton('yMMMMEEEEd', local(at).date(), visitor().locale)}, {clock(at)}" if at else NO_DATE


def to_the_minute(at: str | None) -> str:
    """'2026-11-03 14:05', for files."""
    return local(at).strftime("%Y-%m-%d %H:%M") if at else NO_DATE


def seconds_since(at: str) -> int:
    """How long ago a moment was."""
    return max(0, int((datetime.now(UTC) - datetime.fromisoformat(at)).total_seconds()))


def iso_day(at: str | None) -> str:
    """'2026-11-03', as a date field takes it."""
    return local(at).date().isoformat() if at else ""


def begin_of(written: str) -> datetime | None:
    """The first moment of a day that was written '2026-11-03', by the visitor's clock; None for what is no day."""
    try:
        begun = datetime.combine(date.fromisoformat(written), datetime.min.time())
        return begun.replace(tzinfo=visitor().zone).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def written_day(iso: str) -> str:
    """'3 Nov' for '2026-11-03'."""
    return _skeleton("MMMd", date.fromisoformat(iso), visitor().locale)


def _near(when: date) -> str:
    """A day of the last week by its name."""
    days = (today() - when).days
    if not 0 <= days < WEEK:
        return ""
    return ("Today", "Yesterday")[days] if days <= 1 else _skeleton("EEEE", when, visitor().locale)


def _written(when: date, this_year: str, other_years: str) -> str:
    recent = today() - when < timedelta(days=180) and when <= today()
    return _skeleton(this_year if recent or when.year == today().year else other_years, when, visitor().locale)


@lru_cache(maxsize=4_096)
def _skeleton(skeleton: str, when: date, locale: Locale) -> str:
    if skeleton == "EEEE":
        return str(locale.days["format"]["wide"][when.weekday()])
    if skeleton == "yMMMMEEEEd":
        return f"{_skeleton('EEEE', when, locale)}, {_skeleton('yMMMMd', when, locale)}"
    return format_skeleton(skeleton, datetime.combine(when, datetime.min.time()), locale=locale)


@lru_cache(maxsize=4_096)
def _clock(when: object, locale: Locale) -> str:
    return format_time(when, "short", locale=locale)  # type: ignore[arg-type]  # a time of day

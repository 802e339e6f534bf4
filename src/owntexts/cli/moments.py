"""Moments to come, as people write them: 2026-11-24T07:00, 22:00, tomorrow; and days past: 7d."""

from datetime import datetime, timedelta
from typing import Final

from owntexts.agent import local_time
from owntexts.agent.home import now_ms
from owntexts.errors import WrongUsage
from owntexts.explain import Evidence, Fix
from owntexts.explain.amounts import read_duration, read_minute

TOMORROW: Final = "tomorrow"
MORNING: Final = 7 * 60


def moment(text: str, now: int | None = None) -> int:
    """A time to come (UTC ms), where none is named in local time. Raises WrongUsage for one that is over, or none."""
    at = now_ms() if now is None else now
    here = local_time.local(at, local_time.zone())
    then = _named(text.strip(), here)
    if then is None or (ms := round(then.timestamp() * 1000)) <= at:
        raise _no_time_to_come(text, over=then is not None)
    return ms


def ago(text: str, now: int | None = None) -> int:
    """So long before now (UTC ms). Raises WrongUsage for what is no duration."""
    seconds = read_duration(text)
    if not seconds:
        raise WrongUsage(
            "This is no duration",
            "A duration is a whole number with a unit: s, m, h or d.",
            evidence=(Evidence("duration", text, origin="the command line"),),
            fixes=(Fix("example", "For example", "action", command="owntexts why --history 7d"),),
        )
    return max(0, (now_ms() if now is None else now) - seconds * 1000)


def _named(text: str, here: datetime) -> datetime | None:
    if text.lower() == TOMORROW:
        return _at(here + timedelta(days=1), MORNING)
    if (minute := read_minute(text)) is not None:
        then = _at(here, minute)
        return then if then > here else _at(here + timedelta(days=1), minute)
    try:
        then = datetime.fromisoformat(text)
    except ValueError:
        return None
    return then if then.tzinfo else then.replace(tzinfo=here.tzinfo)


def _at(day: datetime, minute: int) -> datetime:
    return day.replace(hour=minute // 60, minute=minute % 60, second=0, microsecond=0)


def _no_time_to_come(text: str, *, over: bool) -> WrongUsage:
    return WrongUsage(
        "This time is over" if over else "This is no time",
        "Name a time to come: a date with or without a time, a time of day, or tomorrow.",
        evidence=(Evidence("until", text, origin="the command line"),),
        fixes=(Fix("example", "For example", "action", command="owntexts pause --until tomorrow"),),
    )

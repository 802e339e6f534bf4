"""`owntexts why --history`: what held it, hour by hour, and what ended each pause."""

from collections.abc import Iterator
from datetime import datetime, timedelta, tzinfo

from owntexts.agent import history, local_time
from owntexts.agent.history import History, Pause
from owntexts.agent.home import open_home
from owntexts.cli import words
from owntexts.cli.moments import ago
from owntexts.cli.output import show
from owntexts.explain.amounts import duration_in_words
from owntexts.model.times import read_rfc3339

SHADES = "·░▒▓█"
BAR = 30
HOUR_MS = 3_600_000
DAYS_SHOWN = 31
PAUSES_SHOWN = 20


def show_history(span: str, *, json: bool) -> None:
    """Tells the pauses in the time from `span` (such as 7d) ago until now."""
    since = ago(span)
    with open_home() as home:
        told = history.history(home, since)
    show(told, lambda: in_words(told, local_time.zone()), json=json)


def in_words(told: History, zone: tzinfo) -> Iterator[str]:
    """For a person: how long for which reason, a chart of the hours, and each pause with what ended it."""
    if not told.pauses:
        yield f"Nothing held it since {words.when(told.begin)} UTC."
        return
    yield from _by_reason(told)
    yield ""
    yield from chart(told, zone)
    yield ""
    yield from words.columns(("from (UTC)", "to", "ended by", "reasons"), map(_row, told.pauses[-PAUSES_SHOWN:]))
    if len(told.pauses) > PAUSES_SHOWN:
        yield f"... and {len(told.pauses) - PAUSES_SHOWN:,} earlier ones (--json lists all)"


def chart(told: History, zone: tzinfo) -> Iterator[str]:
    """A row for each local day, a cell for each of its hours: the darker, the longer it was held."""
    begin, end = _ms(told.begin), _ms(told.end)
    held = [(_ms(pause.begin), end if pause.end is None else _ms(pause.end)) for pause in told.pauses]
    first, last = (datetime.fromtimestamp(each / 1000, zone) for each in (begin, end))
    days = min((last.date() - first.date()).days, DAYS_SHOWN - 1)
    yield f"{'':16}{'0':6}{'6':6}{'12':6}18"
    for back in range(days, -1, -1):
        day = last.replace(hour=0, minute=0, second=0, microsecond=0) - timedelta(days=back)
        yield f"{day:%a %Y-%m-%d}  {_cells(day, held, (begin, end))}".rstrip()


def _cells(day: datetime, held: list[tuple[int, int]], seen: tuple[int, int]) -> str:
    starts = [int(day.replace(hour=hour).timestamp()) * 1000 for hour in range(24)]
    return "".join(_cell(start, held) if seen[0] - HOUR_MS < start < seen[1] else " " for start in starts)


def _cell(start: int, held: list[tuple[int, int]]) -> str:
    lasted = sum(max(0, min(end, start + HOUR_MS) - max(begin, start)) for begin, end in held)
    return SHADES[0] if not lasted else SHADES[min(1 + lasted * (len(SHADES) - 1) // HOUR_MS, len(SHADES) - 1)]


def _by_reason(told: History) -> Iterator[str]:
    longest = max(told.seconds_by_code.values(), default=0) or 1
    yield from words.columns(
        ("reason", "held for", ""),
        (
            (code, duration_in_words(seconds), SHADES[-1] * max(1, seconds * BAR // longest))
            for code, seconds in told.seconds_by_code.items()
        ),
    )


def _row(pause: Pause) -> tuple[object, ...]:
    return words.when(pause.begin), words.when(pause.end), pause.ended_by, ", ".join(pause.codes)


def _ms(time: str) -> int:
    return read_rfc3339(time) or 0

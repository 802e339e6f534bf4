"""Charts, as the templates draw them: bars of one scale, in plain numbers."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Final, NamedTuple

from owntexts.explain.amounts import duration_in_words
from owntexts.web.codes import reason
from owntexts.web.files import size
from owntexts.web.needs.settling import Day

FULL: Final = 100.0
DAILY: Final = 28
"""Up to so many days each has a bar of its own; of more, each week has one."""
WEEK: Final = 7


class Bar(NamedTuple):
    """One bar: what it is of, how long (of 100), the part of it that stands out, and its amount in words."""

    label: str
    length: float
    part: float
    words: str


def by_reason(seconds: Mapping[str, int]) -> list[Bar]:
    """How long each reason held, the longest first."""
    longest = max(seconds.values(), default=0) or 1
    told = sorted(seconds.items(), key=lambda each: -each[1])
    return [Bar(reason(code), FULL * lasted / longest, 0, duration_in_words(lasted)) for code, lasted in told if lasted]


def by_time(days: Iterable[Day], today: date, count: int) -> list[Bar]:
    """How much went over the line in each of the last days or weeks, those without anything too.

    The part that stands out is what went where it costs.
    """
    step = 1 if count <= DAILY else WEEK
    known = {day.day: day for day in days}
    begins = [today - timedelta(days=back) for back in range((count - 1) // step * step, -1, -step)]
    sums = [_sum(known, begin, step) for begin in begins]
    most = max((used for used, _ in sums), default=0) or 1
    return [_bar(begin, amounts, most) for begin, amounts in zip(begins, sums, strict=True)]


def _sum(known: Mapping[str, Day], last: date, step: int) -> tuple[int, int]:
    """(bytes, costly ones) of the days that end with `last`."""
    told: Sequence[Day | None] = [known.get((last - timedelta(days=back)).isoformat()) for back in range(step)]
    return sum(day.bytes for day in told if day), sum(day.costly for day in told if day)


def _bar(last: date, amounts: tuple[int, int], most: int) -> Bar:
    used, costly = amounts
    words = size(used) + (f", {size(costly)} of it where it costs" if costly else "")
    return Bar(last.isoformat(), FULL * used / most, FULL * costly / most, words)

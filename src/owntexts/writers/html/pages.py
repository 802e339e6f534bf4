"""Into which pages a conversation is cut: one, or one a year where it is long, and several of a long year."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from itertools import count
from typing import Final, NamedTuple

from owntexts.writers.html.dates import NO_DATE, UNDATED, Dates

LONG: Final = 1_500
"""A conversation of so many messages fits on one page."""

MOST: Final = 3_000
"""So many stand on one page at most, save where all are of one millisecond."""


class Page(NamedTuple):
    """From the message at `first` to the one before `last`; `title` is empty where it is the only one."""

    file: str
    title: str
    first: int
    last: int


def plan(stem: str, times: Sequence[int], dates: Dates) -> list[Page]:
    """The pages of a conversation whose messages are of these times (UTC ms, in their order, UNDATED last)."""
    if len(times) <= LONG:
        return [Page(f"{stem}.html", "", 0, len(times))]
    return [page for name, first, last in _years(times, dates) for page in _cut(stem, name, times, first, last)]


def page_at(pages: Sequence[Page], times: Sequence[int], ms: int) -> Page:
    """The page on which a message of this time stands."""
    place = bisect_left(times, ms)
    return pages[bisect_right([page.first for page in pages], place) - 1]


def last_dated(times: Sequence[int]) -> int:
    """The place of the last message that has a time; 0 where none has."""
    return max(0, bisect_left(times, UNDATED) - 1)


def _years(times: Sequence[int], dates: Dates) -> Iterator[tuple[str, int, int]]:
    dated = bisect_left(times, UNDATED)
    first = 0
    while first < dated:
        year = dates.year(times[first])
        last = bisect_left(times, dates.begins(year + 1), first, dated)
        yield str(year), first, max(last, first + 1)
        first = max(last, first + 1)
    if dated < len(times):
        yield NO_DATE, dated, len(times)


def _cut(stem: str, name: str, times: Sequence[int], first: int, last: int) -> Iterator[Page]:
    """The pages of a year, or of what has no date."""
    for number in count(1):
        end = _end(times, first, last)
        more, words = (f"-{number}", f"{name} ({number})") if number > 1 else ("", name)
        yield Page(f"{stem}-{name.lower().replace(' ', '-')}{more}.html", words, first, end)
        if end == last:
            return
        first = end


def _end(times: Sequence[int], first: int, last: int) -> int:
    """Where a page ends: messages of one millisecond stay together, so that a time tells the page."""
    if last - first <= MOST:
        return last
    if times[first] == UNDATED:
        return first + MOST
    end = bisect_left(times, times[first + MOST], first, last)
    return end if end > first else bisect_right(times, times[first], first, last)

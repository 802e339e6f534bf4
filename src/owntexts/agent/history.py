"""What held this device, for how long, and what ended it: the decision log, told."""

from collections.abc import Iterable, Iterator
from itertools import pairwise

from msgspec import Struct

from owntexts.agent import journal
from owntexts.agent.home import Home, now_ms
from owntexts.explain import rank_of
from owntexts.model.times import rfc3339
from owntexts.replica import decisions
from owntexts.replica.database import Replica
from owntexts.replica.decisions import Decided


class Span(Struct, frozen=True):
    """From when to when (UTC ms) the same codes held; what ended it stands where it was followed by none."""

    begin: int
    end: int
    codes: tuple[str, ...]
    ended_by: str | None = None


class Pause(Struct, frozen=True, rename={"begin": "from", "end": "to"}):
    """One pause, with every code that held during it; the last two are None while it goes on."""

    begin: str
    end: str | None
    codes: tuple[str, ...]
    ended_by: str | None


class History(Struct, frozen=True, rename={"begin": "from", "end": "to"}):
    """The answer of `why --history`; a second in which two codes held counts for each of them."""

    begin: str
    end: str
    seconds_by_code: dict[str, int]
    pauses: tuple[Pause, ...]


def history(home: Home, since: int, until: int | None = None) -> History:
    """What held from `since` to `until` (UTC ms; now, where none is given)."""
    end = now_ms() if until is None else until
    spans = spans_between(home.replica, since, end)
    return History(
        begin=rfc3339(since) or "",
        end=rfc3339(end) or "",
        seconds_by_code=_seconds_by_code(spans),
        pauses=tuple(_pause(group, end) for group in _pauses(spans)),
    )


def spans_between(db: Replica, since: int, until: int) -> list[Span]:
    """The log from `since` to `until`, both lanes together, oldest first."""
    return spans_of((*decisions.in_force(db, since), *decisions.listed(db, since)), since, until)


def spans_of(told: Iterable[Decided], since: int, until: int) -> list[Span]:
    """Spans without a gap from `since` to `until`; where the clock went back, what came later holds from then on."""
    held: dict[str, tuple[str, ...]] = {}
    points: dict[int, tuple[tuple[str, ...], str | None]] = {since: ((), None)}
    latest = since
    for decided in told:
        latest = min(max(decided.at, latest), until)
        held[decided.lane] = journal.codes_of(decided)
        points[latest] = (_together(held), decided.ended_by)
    points.setdefault(until, ((), None))
    return [
        Span(begin, end, codes, None if next_codes else ended_by)
        for (begin, (codes, _)), (end, (next_codes, ended_by)) in pairwise(points.items())
    ]


def times_begun(db: Replica, since: int, until: int) -> dict[str, int]:
    """How often each code began to hold. What "Sync now" went before and what holds again afterwards never ended."""
    times: dict[str, int] = {}
    before: tuple[str, ...] = ()
    overridden = False
    for span in spans_between(db, since, until):
        if not overridden or span.codes:
            for code in set(span.codes) - set(before):
                times[code] = times.get(code, 0) + 1
            before = span.codes
        overridden = span.ended_by == journal.SYNC_NOW
    return times


def _together(held: dict[str, tuple[str, ...]]) -> tuple[str, ...]:
    return tuple(sorted({code for codes in held.values() for code in codes}, key=rank_of))


def _seconds_by_code(spans: list[Span]) -> dict[str, int]:
    lasted: dict[str, int] = {}
    for span in spans:
        for code in span.codes:
            lasted[code] = lasted.get(code, 0) + span.end - span.begin
    return {code: lasted[code] // 1000 for code in sorted(lasted, key=rank_of)}


def _pauses(spans: list[Span]) -> Iterator[list[Span]]:
    """Spans that followed one another without a moment in which it ran."""
    group: list[Span] = []
    for span in spans:
        if span.codes:
            group.append(span)
        elif group:
            yield group
            group = []
    if group:
        yield group


def _pause(group: list[Span], now: int) -> Pause:
    last = group[-1]
    codes = sorted({code for span in group for code in span.codes}, key=rank_of)
    goes_on = last.end >= now and last.ended_by is None
    return Pause(
        begin=rfc3339(group[0].begin) or "",
        end=None if goes_on else rfc3339(last.end),
        codes=tuple(codes),
        ended_by=last.ended_by,
    )

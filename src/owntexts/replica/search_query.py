"""What a person types to search: words, beginnings of words (foo*), "phrases", and operators such as from:ada.

    from:NAME in:NAME before:DAY after:DAY on:DAY has:THING service:NAME is:unread

A DAY is 2026-11-03, 2026-11, 2026, today, yesterday, or an age (7d, 2w, 3m, 1y). `after` counts from that day on,
`before` up to the day before it. What is no operator, or has a value that makes no sense, is searched for as words.
"""

import re
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta, tzinfo
from typing import Final
from unicodedata import category

from msgspec import Struct, field

HAS: Final = ("photo", "video", "audio", "file", "link")
IS: Final = ("unread",)
SERVICES: Final = ("imessage", "sms", "mms", "rcs", "satellite", "voice")
OPERATORS: Final = ("from", "in", "before", "after", "on", "has", "service", "is")
PLURALS: Final = {
    "photos": "photo",
    "image": "photo",
    "images": "photo",
    "videos": "video",
    "files": "file",
    "links": "link",
}
AGES: Final = {"d": 1, "w": 7, "m": 30, "y": 365}
SHORTEST_BEGINNING: Final = 2

_PIECE: Final = re.compile(
    rf'(?P<operator>(?<!\S)(?:{"|".join(OPERATORS)})):(?:"(?P<quoted>[^"]*)"?|(?P<value>[^\s"]+))'
    r'|"(?P<phrase>[^"]*)"?(?P<star>\*?)|(?P<word>[^\s"]+)',
    re.IGNORECASE,
)
_DAY: Final = re.compile(r"(\d{4})(?:[-/.](\d{1,2}))?(?:[-/.](\d{1,2}))?")
_AGE: Final = re.compile(r"(\d{1,4})([dwmy])")


class Term(Struct, frozen=True):
    """One word or phrase; `prefix` where its last word may go on."""

    text: str
    prefix: bool


class Query(Struct):
    """What was asked for. `since` and `until` are UTC ms, the second excluded; `unclear` was taken as words instead."""

    terms: list[Term] = field(default_factory=list)
    senders: list[str] = field(default_factory=list)
    conversations: list[str] = field(default_factory=list)
    since: int | None = None
    until: int | None = None
    has: set[str] = field(default_factory=set)
    services: set[str] = field(default_factory=set)
    unread: bool = False
    unclear: list[str] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        """Whether nothing was asked for."""
        asked = (self.terms, self.senders, self.conversations, self.has, self.services, self.unread)
        return not any(asked) and self.since is None and self.until is None


class Calendar(Struct, frozen=True):
    """Which day it is, and where days begin (None: by this machine's clock)."""

    today: date
    zone: tzinfo | None = None

    def begin(self, day: date) -> int:
        """The day's first moment, as UTC ms."""
        return round(datetime.combine(day, time.min, self.zone).timestamp() * 1000)


def read(text: str, calendar: Calendar, *, goes_on: bool = False) -> Query:
    """The query; `goes_on` takes the last word as the beginning of one, as it may still be typed."""
    query = Query()
    for piece in _PIECE.finditer(text.replace("\0", " ")):
        operator = (piece["operator"] or "").lower()
        if operator and _told(query, operator, piece["quoted"] or piece["value"] or "", calendar):
            continue
        if operator:
            query.unclear.append(piece[0])
        query.terms += _terms(piece)
    if goes_on and query.terms and text[-1:] not in {"", " ", '"', "*"}:
        last = query.terms[-1]
        query.terms[-1] = Term(last.text, prefix=len(last.text) >= SHORTEST_BEGINNING)
    return query


def terms(text: str) -> list[Term]:
    """The words and phrases alone, operators as words too."""
    return [term for piece in _PIECE.finditer(text.replace("\0", " ")) for term in _terms(piece)]


def _terms(piece: re.Match[str]) -> Iterator[Term]:
    if piece["operator"]:
        term = Term(f"{piece['operator']} {piece['quoted'] or piece['value'] or ''}", prefix=False)
    elif piece["word"] is None:
        term = Term(piece["phrase"] or "", bool(piece["star"]))
    else:
        term = Term(piece["word"].rstrip("*"), piece["word"].endswith("*"))
    if any(map(_is_of_a_word, term.text)):
        yield term


def _is_of_a_word(character: str) -> bool:
    return character.isalnum() or category(character) in {"So", "Co"}


def _told(query: Query, operator: str, value: str, calendar: Calendar) -> bool:
    """Adds what an operator says; False where it makes no sense."""
    wanted = value.strip().lower()
    if not wanted:
        return False
    match operator:
        case "from":
            query.senders.append(value.strip())
        case "in":
            query.conversations.append(value.strip())
        case "has" if (thing := PLURALS.get(wanted, wanted)) in HAS:
            query.has.add(thing)
        case "service" if wanted in SERVICES:
            query.services.add(wanted)
        case "is" if wanted in IS:
            query.unread = True
        case "before" | "after" | "on":
            return _told_of_time(query, operator, wanted, calendar)
        case _:
            return False
    return True


def _told_of_time(query: Query, operator: str, wanted: str, calendar: Calendar) -> bool:
    try:
        days = _days(wanted, calendar.today)
        if days is None:
            return False
        first, behind = map(calendar.begin, days)
    except (ValueError, OverflowError):
        return False
    if operator in {"after", "on"}:
        query.since = max(first, query.since if query.since is not None else first)
    if operator == "before":
        query.until = min(first, query.until if query.until is not None else first)
    if operator == "on":
        query.until = min(behind, query.until if query.until is not None else behind)
    return True


def _days(wanted: str, today: date) -> tuple[date, date] | None:
    """The first day that is meant, and the day behind the last."""
    if wanted in {"today", "yesterday"}:
        day = today - timedelta(days=wanted == "yesterday")
        return day, day + timedelta(days=1)
    if age := _AGE.fullmatch(wanted):
        day = today - timedelta(days=int(age[1]) * AGES[age[2]])
        return day, day + timedelta(days=1)
    found = _DAY.fullmatch(wanted)
    if found is None:
        return None
    year, month, day_of_month = (int(part) if part else None for part in found.groups())
    return _written(year or 0, month, day_of_month)


def _written(year: int, month: int | None, day: int | None) -> tuple[date, date]:
    first = date(year, month or 1, day or 1)
    if day is not None:
        return first, first + timedelta(days=1)
    if month is not None:
        return first, date(year + month // 12, month % 12 + 1, 1)
    return first, date(year + 1, 1, 1)

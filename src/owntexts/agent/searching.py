"""Searching as a person asks: words, and operators with the names of people and conversations."""

from collections.abc import Iterable, Mapping
from datetime import datetime, tzinfo

from msgspec import Struct

from owntexts.agent import people
from owntexts.agent.home import Home
from owntexts.replica import search as stored
from owntexts.replica import search_query, threads
from owntexts.replica.directory import directory
from owntexts.replica.search import Hit
from owntexts.replica.search_filters import ME, Filters
from owntexts.replica.search_query import Calendar, Query, Term
from owntexts.replica.threads import Listed

MYSELF = frozenset({"me", "you", "myself"})
DIGITS = 3
"""So many digits, at least, may stand for a number that ends with them."""


class Found(Struct, frozen=True):
    """What a search found; `terms` are the words that it looked for, `unclear` what of the query made no sense."""

    hits: tuple[Hit, ...]
    terms: tuple[Term, ...]
    unclear: tuple[str, ...]


def search(
    home: Home, text: str, *, limit: int | None = None, zone: tzinfo | None = None, goes_on: bool = False
) -> Found:
    """The newest messages that match. Days begin by the clock of `zone` (None: this machine's).

    `goes_on` takes the last word as the beginning of one, as it may still be typed.
    """
    query = search_query.read(text, Calendar(datetime.now(zone).date(), zone), goes_on=goes_on)
    if query.is_empty:
        return Found((), (), tuple(query.unclear))
    filters = _filters(home, query)
    return Found(
        tuple(stored.find(home.replica, query.terms, filters, limit)), tuple(query.terms), tuple(query.unclear)
    )


def _filters(home: Home, query: Query) -> Filters:
    listed = threads.listing(home.replica).listed
    known = {*directory(home.replica).raws, *(handle for one in listed for handle in one.row.participants)}
    names = people.called(home, known)
    senders = _senders(query, names) if query.senders else None
    return Filters(
        threads=_numbers(listed_in(listed, names, query.conversations)) if query.conversations else None,
        senders=senders,
        theirs=_numbers(_with(listed, senders)) if senders is not None and ME not in senders else None,
        since=query.since,
        until=query.until,
        services=frozenset(query.services) or None,
        has=frozenset(query.has - {"link"}),
        unread_since={n: one.read_until for one in listed if one.row.unread for n in one.numbers}
        if query.unread
        else None,
        link="link" in query.has,
    )


def listed_in(listed: Iterable[Listed], names: Mapping[str, str], asked: Iterable[str]) -> list[Listed]:
    """The conversations whose name, or somebody in which, is called so."""
    wanted = tuple(asked)
    return [one for one in listed if any(_is_called(said, one, names) for said in wanted)]


def _is_called(said: str, one: Listed, names: Mapping[str, str]) -> bool:
    if one.row.id.startswith(said.lower()) and len(said) >= len(one.row.id) // 4:
        return True
    if one.row.name and _fits(said, one.row.name, ""):
        return True
    return not one.group and any(_fits(said, names[handle], handle) for handle in one.row.participants)


def _senders(query: Query, names: Mapping[str, str]) -> frozenset[str | None]:
    me = {ME} if any(said.lower() in MYSELF for said in query.senders) else set[str | None]()
    others = {handle for handle, name in names.items() if any(_fits(said, name, handle) for said in query.senders)}
    return frozenset(me | others)


def _fits(said: str, name: str, handle: str) -> bool:
    """Whether a name has words that begin so, one after the other, or an address begins or a number ends so."""
    asked, words = said.casefold().split(), name.casefold().split()
    if any(_begin(words[place:], asked) for place in range(len(words))):
        return True
    digits = "".join(character for character in said if character.isdigit())
    if len(digits) >= DIGITS and not any(map(str.isalpha, said)):
        return handle.endswith(digits.lstrip("0") or digits)
    return bool(handle) and handle.startswith(said.casefold())


def _begin(words: list[str], asked: list[str]) -> bool:
    return len(words) >= len(asked) > 0 and all(
        word.startswith(begun) for word, begun in zip(words, asked, strict=False)
    )


def _with(listed: Iterable[Listed], senders: frozenset[str | None]) -> list[Listed]:
    """Where they may have written: with them, and in groups, which they may have left since."""
    return [one for one in listed if one.group or len(one.row.participants) != 1 or senders & {*one.row.participants}]


def _numbers(listed: Iterable[Listed]) -> frozenset[int]:
    return frozenset(number for one in listed for number in one.numbers)

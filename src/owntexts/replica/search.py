"""Finding messages by words, prefixes (foo*) and phrases ("...") of their texts, and by what else is known of them."""

from array import array
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from typing import Any, Final

import apsw
from msgspec import Struct

from owntexts.model.message import Message
from owntexts.replica import classes, projection, snippets
from owntexts.replica.database import Connection, Replica
from owntexts.replica.directory import directory
from owntexts.replica.messages import by_time
from owntexts.replica.search_filters import Filters, passing
from owntexts.replica.search_query import Term, terms
from owntexts.replica.words import spaced

FEW: Final = 1_000
MANY: Final = 10_000
BLOCK: Final = 1 << 13
PREFIX_BLOCK: Final = 1 << 17
"""How many numbers are asked for at once; for a beginning of a word the index has much to do each time."""
LINK: Final = "(http* OR https* OR www*)"


class Hit(Struct, frozen=True):
    """A message that was found, and the stretch of its text around the first word of the query."""

    message: Message
    snippet: str


def search(db: Replica, query: str, limit: int | None = None) -> list[Hit]:
    """Messages that have every word and phrase of the query, newest first. No query is a syntax error."""
    wanted = terms(query)
    return find(db, wanted, Filters(), limit) if wanted else []


def find(db: Replica, wanted: Sequence[Term], filters: Filters, limit: int | None = None) -> list[Hit]:
    """Messages that have every term and pass the filters, newest first; without either all of them."""
    if limit == 0 or filters.exclude_everything:
        return []
    known = directory(db)
    with db.read() as connection:
        numbers = _newest_first(connection, _expression(wanted, filters), filters, limit)
        found = list(projection.messages(connection, known, numbers))
    found.sort(key=by_time)
    dated = sum(message.at is not None for message in found)
    ordered = found[:dated][::-1] + found[dated:]
    return [Hit(message, snippets.around(message, wanted)) for message in ordered]


def _expression(wanted: Sequence[Term], filters: Filters) -> str:
    """The query in the index's own language, with everything of the person's inside quotes; empty: no words."""
    pieces = [f'"{spaced(term.text)}"{"*" if term.prefix else ""}' for term in wanted]
    return " AND ".join([*pieces, *([LINK] if filters.link else [])])


def _newest_first(connection: Connection, expression: str, filters: Filters, limit: int | None) -> list[int]:
    """Numbers of the best sightings of the newest messages that match."""
    if not expression:
        return list(islice(_messages(connection, passing(connection, filters)), limit))
    matching = _matching(connection, expression, -1 if limit is None else MANY + 1)
    if not filters.exclude_nothing:
        is_match = _test(connection, expression, matching)
        few = matching if len(matching) <= FEW else None
        return list(islice(_messages(connection, passing(connection, filters, few, is_match)), limit))
    if limit is None or len(matching) <= FEW:
        return _sorted(connection, matching, limit)
    everything = (number for (number,) in connection.execute("select number from sighting order by at desc"))
    return list(islice(_messages(connection, filter(_test(connection, expression, matching), everything)), limit))


def _matching(connection: Connection, expression: str, most: int) -> list[int]:
    rows: Any = connection.execute("select rowid from words(?) limit ?", (expression, most))
    return [number for (number,) in rows]


def _test(connection: Connection, expression: str, matching: Sequence[int]) -> Callable[[int], bool]:
    """Whether a sighting is among those that match, of which only the first may be known."""
    return set(matching).__contains__ if len(matching) <= MANY else _Blocks(connection, expression)


class _Blocks:
    """Whether a sighting matches, asked for whole blocks of numbers: what was said together mostly came together."""

    def __init__(self, connection: Connection, expression: str) -> None:
        self._connection = connection
        self._expression = expression
        self._size = PREFIX_BLOCK if "*" in expression else BLOCK
        self._known: dict[int, set[int]] = {}

    def __call__(self, number: int) -> bool:
        block = number // self._size
        if block not in self._known:
            self._known[block] = self._matching(block * self._size)
        return number in self._known[block]

    def _matching(self, first: int) -> set[int]:
        asked = (self._expression, first, first + self._size - 1)
        rows: Any = self._connection.execute(_IN_BLOCK, asked)
        return {number for (number,) in rows}


def _sorted(connection: Connection, matching: Sequence[int], limit: int | None) -> list[int]:
    if not matching:
        return []
    rows: Any = connection.execute(_SORTED, (apsw.carray(array("q", matching)), -1 if limit is None else limit))
    return [number for (number,) in rows]


def _messages(connection: Connection, numbers: Iterator[int]) -> Iterator[int]:
    """Each message once. Where much matches, the newest are found sooner by going back in time than by sorting all."""
    mates = classes.any_at_all(connection)
    told: set[int] = set()
    for number in numbers:
        best = classes.best_of(connection, number) if mates else number
        if best not in told:
            told.add(best)
            yield best


_IN_BLOCK: Final = "select rowid from words where words match ? and rowid between ? and ?"
_SORTED: Final = (
    "select ifnull(best, number) as message from sighting left join classmate on sighting = number "
    "where number in (select value from carray(?)) group by message order by max(at) desc limit ?"
)

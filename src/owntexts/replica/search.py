"""Finding messages by words, prefixes (foo*) and phrases ("...") of their texts."""

import re
from array import array
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from itertools import islice
from typing import Final
from unicodedata import category

import apsw
from msgspec import Struct

from owntexts.model.message import Message
from owntexts.replica import classes, projection, snippets
from owntexts.replica.database import Connection, Replica
from owntexts.replica.directory import directory
from owntexts.replica.messages import by_time
from owntexts.replica.words import spaced

FEW: Final = 1_000
MANY: Final = 50_000

_PIECE = re.compile(r'"([^"]*)"?(\*?)|([^\s"]+)')


class Hit(Struct, frozen=True):
    """A message that was found, and the stretch of its text around the first word of the query."""

    message: Message
    snippet: str


class Term(Struct, frozen=True):
    """One word or phrase of a query; `prefix` where its last word may go on."""

    text: str
    prefix: bool


def search(db: Replica, query: str, limit: int | None = None) -> list[Hit]:
    """Messages that have every word and phrase of the query, newest first. No query is a syntax error."""
    wanted = terms(query)
    if not wanted or limit == 0:
        return []
    known = directory(db)
    with db.read() as connection:
        numbers = _newest_first(connection, _expression(wanted), limit)
        found = list(projection.messages(connection, known, numbers))
    found.sort(key=by_time)
    dated = sum(message.at is not None for message in found)
    ordered = found[:dated][::-1] + found[dated:]
    return [Hit(message, snippets.around(message, wanted)) for message in ordered]


def terms(query: str) -> list[Term]:
    """The words and phrases of what a person typed; what has no letter, digit or symbol is left out."""
    pieces = (_term(*piece.groups()) for piece in _PIECE.finditer(query.replace("\0", " ")))
    return [term for term in pieces if any(map(_is_of_a_word, term.text))]


def _term(phrase: str | None, star: str | None, word: str | None) -> Term:
    if word is None:
        return Term(phrase or "", bool(star))
    return Term(word.rstrip("*"), word.endswith("*"))


def _is_of_a_word(character: str) -> bool:
    return character.isalnum() or category(character) in {"So", "Co"}


def _expression(wanted: Sequence[Term]) -> str:
    """The query in the index's own language, with everything of the person's inside quotes."""
    return " AND ".join(f'"{spaced(term.text)}"{"*" if term.prefix else ""}' for term in wanted)


def _newest_first(connection: Connection, expression: str, limit: int | None) -> list[int]:
    """Numbers of the best sightings of the newest messages that match."""
    most = -1 if limit is None else MANY + 1
    rows = connection.execute("select rowid from words(?) limit ?", (expression, most))
    matching = [number for (number,) in rows]
    if limit is None or len(matching) <= FEW:
        return _sorted(connection, matching, limit)
    is_match = set(matching).__contains__ if len(matching) <= MANY else partial(_is_match, connection, expression)
    return list(islice(_walk(connection, is_match), limit))


def _is_match(connection: Connection, expression: str, number: int) -> bool:
    return bool(connection.execute("select 1 from words where words match ? and rowid = ?", (expression, number)).get)


def _sorted(connection: Connection, matching: Sequence[int], limit: int | None) -> list[int]:
    if not matching:
        return []
    rows = connection.execute(_SORTED, (apsw.carray(array("q", matching)), -1 if limit is None else limit))
    return [number for (number,) in rows]


def _walk(connection: Connection, is_match: Callable[[int], bool]) -> Iterator[int]:
    """Where much matches, the newest are found sooner by going back in time than by sorting all."""
    told: set[int] = set()
    for (number,) in connection.execute("select number from sighting order by at desc"):
        if is_match(number) and (best := classes.best_of(connection, number)) not in told:
            told.add(best)
            yield best


_SORTED: Final = (
    "select ifnull(best, number) as message from sighting left join classmate on sighting = number "
    "where number in (select value from carray(?)) group by message order by max(at) desc limit ?"
)

"""The walk over the table message in the order of row numbers, which steps over what cannot be read and says so."""

from collections.abc import Generator, Iterator
from typing import Any, Final

from owntexts.model.observations import Problem
from owntexts.sources.apple_messages.native import TEXTS, Native, fits, fitted
from owntexts.sources.apple_messages.schema import Store
from owntexts.sources.apple_messages.snapshot import BROKEN

BEFORE_ALL: Final = -(1 << 63)
LAST: Final = (1 << 63) - 1
UNREADABLE: Final = object()
COLUMNS: Final = ("ROWID", *Native._fields[1:])

Walking = Generator[Native | Problem, None, int | None]


class Walk:
    """The rows of a store, each as Native; what is wrong with one as a Problem before it."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._known: set[tuple[type, ...]] = set()

    def rows(self) -> Iterator[Native | Problem]:
        after: int | None = BEFORE_ALL
        while after is not None:
            after = yield from self._stretch(after)

    def _stretch(self, after: int) -> Walking:
        """Walks on until the end (None), or to a row after which the walk has to begin anew."""
        try:
            for row in self._following(after):
                after = row[0]
                yield from self._told(row)
        except UnicodeDecodeError:
            return (yield from self._mended(after))
        except BROKEN as error:
            return (yield from self._stepped_over(after, str(error)))
        return None

    def _told(self, row: tuple[Any, ...]) -> Iterator[Native | Problem]:
        kinds = tuple(map(type, row))
        if kinds in self._known:
            yield Native._make(row)
        elif fits(kinds):
            self._known.add(kinds)
            yield Native._make(row)
        else:
            yield _mended(row[0], "a column holds a value of another type than it should")
            yield fitted(row)

    def _mended(self, after: int) -> Walking:
        """The next row, one of whose texts is no UTF-8, with what can be read of it."""
        try:
            row = next(self._select(self._columns_as_bytes(), "ROWID > ? ORDER BY ROWID LIMIT 1", after))
        except BROKEN as error:
            return (yield from self._stepped_over(after, str(error)))
        yield _mended(row[0], "a text is not in UTF-8; what could be read of it was kept")
        yield fitted(row)
        return int(row[0])

    def _stepped_over(self, after: int, reason: str) -> Walking:
        """One Problem for what lies between the last row that was read and the next one that can be."""
        first = self._first_from(after + 1)
        if isinstance(first, int):
            yield Problem(first, f"row {first}", reason)
            return first
        readable = self._readable_from(after + 1)
        yield Problem(None, f"the rows after {max(after, 0)}", f"{reason} (it goes on with row {readable})")
        return None if readable is None else readable - 1

    def _readable_from(self, low: int) -> int | None:
        """The next row that can be read: found by leaps that double, then by halving the last leap."""
        step = 1
        while (found := self._first_from(min(low + step, LAST))) is UNREADABLE:
            if low + step >= LAST:
                return None
            low, step = low + step, step * 2
        high = low + step
        while high - low > 1:
            middle = (low + high) // 2
            answer = self._first_from(middle)
            if answer is UNREADABLE:
                low = middle
            else:
                high, found = middle, answer
        return found if isinstance(found, int) else None

    def _first_from(self, number: int) -> object:
        """The first row number from here on, None where there is none, or UNREADABLE."""
        try:
            return next((row[0] for row in self._select('"ROWID"', "ROWID >= ? ORDER BY ROWID LIMIT 1", number)), None)
        except BROKEN:
            return UNREADABLE

    def _following(self, after: int) -> Iterator[tuple[Any, ...]]:
        return self._select(self._store.schema.select("message", COLUMNS), "ROWID > ? ORDER BY ROWID", after)

    def _columns_as_bytes(self) -> str:
        schema = self._store.schema
        return ", ".join((schema.texts if name in TEXTS else schema.select)("message", (name,)) for name in COLUMNS)

    def _select(self, columns: str, where: str, number: int) -> Iterator[tuple[Any, ...]]:
        return self._store.connection.execute(f"SELECT {columns} FROM message WHERE {where}", (number,))  # noqa: S608 - our own names


def _mended(row: int, reason: str) -> Problem:
    return Problem(row, f"row {row}", reason, unreadable=False)

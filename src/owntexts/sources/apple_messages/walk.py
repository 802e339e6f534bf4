"""The walk over the table message in the order of row numbers, which steps over what cannot be read and says so."""

from collections.abc import Generator, Iterator
from typing import Any, Final

from owntexts.model.observations import Problem
from owntexts.sources.apple_messages.native import TEXTS, Native, fits, fitted, native
from owntexts.sources.schema import UNUSABLE, Store
from owntexts.sources.utf8 import MARK

FIRST: Final = -(1 << 63)
LAST: Final = (1 << 63) - 1
UNREADABLE: Final = object()
CONTRADICTION: Final = "the pages of the table contradict each other"
COLUMNS: Final = ("ROWID", *Native._fields[1:])

Walking = Generator[Native | Problem, None, int | None]


class Walk:
    """The rows of a store, each as Native; what is wrong with one as a Problem before it."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._known: set[tuple[type, ...]] = set()

    def rows(self) -> Iterator[Native | Problem]:
        start: int | None = FIRST
        while start is not None:
            start = yield from self._stretch(start)

    def _stretch(self, start: int) -> Walking:
        """Walks from row number `start` to the end (None), or to the number from which the walk has to begin anew."""
        try:
            for row in self._following(start):
                if row[0] < start:
                    return (yield from self._stepped_over(start, CONTRADICTION))
                start = row[0] + 1
                if tuple(map(type, row)) in self._known:
                    yield native(row)
                else:
                    yield from self._unusual(row)
        except UnicodeDecodeError:
            return (yield from self._mended(start))
        except UNUSABLE as error:
            return (yield from self._stepped_over(start, str(error)))
        return None

    def _unusual(self, row: tuple[Any, ...]) -> Iterator[Native | Problem]:
        """A row with types that no row before it had."""
        kinds = tuple(map(type, row))
        if fits(kinds):
            self._known.add(kinds)
            yield native(row)
        else:
            yield _mended(row[0], "a column holds a value of another type than it should")
            yield fitted(row)

    def _mended(self, start: int) -> Walking:
        """The next row, one of whose texts is no UTF-8, with what can be read of it."""
        try:
            row = next(self._select(self._columns_as_bytes(), start, "LIMIT 1"), None)
        except UNUSABLE as error:
            return (yield from self._stepped_over(start, str(error)))
        if row is None or row[0] < start:
            return (yield from self._stepped_over(start, CONTRADICTION))
        mended = fitted(row)
        if MARK in (mended.guid or ""):
            yield Problem(row[0], f"row {row[0]}", "its guid is no text")
        else:
            yield _mended(row[0], "a text is not in UTF-8; what could be read of it was kept")
            yield mended
        return _behind(row[0])

    def _stepped_over(self, start: int, reason: str) -> Walking:
        """One Problem for what lies between the last row that was read and the next one that can be."""
        first = self._first_from(start)
        if isinstance(first, int):
            yield Problem(first, f"row {first}", reason)
            return _behind(first)
        readable = self._readable_from(start)
        onward = "nothing behind them can be read" if readable is None else f"it goes on with row {readable}"
        yield Problem(None, f"the rows from {max(start, 1)} on", f"{reason} ({onward})")
        return readable

    def _readable_from(self, low: int) -> int | None:
        """The next row that can be read: found by leaps that double, then by halving the last leap."""
        step = 1
        while (found := self._first_from(min(low + step, LAST))) is UNREADABLE:
            if low + step >= LAST:
                return None
            low, step = low + step, step * 2
        high = min(low + step, LAST)
        while high - low > 1:
            middle = (low + high) // 2
            answer = self._first_from(middle)
            if answer is UNREADABLE:
                low = middle
            else:
                high, found = middle, answer
        return found if isinstance(found, int) else None

    def _first_from(self, start: int) -> object:
        """The first row number from here on, None where there is none, or UNREADABLE."""
        try:
            found = next((row[0] for row in self._select('"ROWID"', start, "LIMIT 1")), None)
        except UNUSABLE:
            return UNREADABLE
        return UNREADABLE if found is not None and found < start else found

    def _following(self, start: int) -> Iterator[tuple[Any, ...]]:
        return self._select(self._store.schema.select("message", COLUMNS), start)

    def _columns_as_bytes(self) -> str:
        schema = self._store.schema
        return ", ".join((schema.texts if name in TEXTS else schema.select)("message", (name,)) for name in COLUMNS)

    def _select(self, columns: str, start: int, limit: str = "") -> Iterator[tuple[Any, ...]]:
        query = f"SELECT {columns} FROM message WHERE ROWID >= ? ORDER BY ROWID {limit}"  # noqa: S608 - our own names
        return self._store.connection.execute(query, (start,))


def _behind(row: int) -> int | None:
    return row + 1 if row < LAST else None


def _mended(row: int, reason: str) -> Problem:
    return Problem(row, f"row {row}", reason, unreadable=False)

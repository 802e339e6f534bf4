"""What `content query` prints: `Row: 0 _id=1, date=2, body=any text`, with nothing escaped.

A text may hold line ends, commas and whole rows. So a row begins where the next number, the first column and, where it
is known, the next id stand; and the columns are told apart by their names in the order in which they were asked for.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import count
from typing import Final

FIRST_ROW: Final = b"Row: 0 "
EMPTY: Final = (b"No result found.", b"No reuslt found.")
NULL: Final = "NULL"
BODIES: Final = frozenset({"body", "text", "sub"})
LONGEST: Final = 16 << 20

KNOWN: Final = frozenset(
    (  # noqa: SIM905 - so many names read worse as a list
        "_id thread_id address person date date_sent protocol read status type reply_path_present subject body "
        "service_center locked sub_id phone_id error_code creator seen priority sim_id"
    ).split()
)
"""Columns of texts that are known to be columns where nobody asked for them by name."""

Columns = dict[str, str]


def rows(lines: Iterable[bytes], columns: Sequence[str], ids: Iterable[int] | None = None) -> Iterator[Columns | None]:
    """The rows by column, NULL left out; None for one that does not have these columns.

    `ids` are the values of the first column, where they are known beforehand.
    """
    shape = _shape(columns)
    for printed in _printed(lines, columns[0], ids):
        found = shape.fullmatch(printed)
        yield {name: value for name, value in found.groupdict().items() if value != NULL} if found else None


def columns_of(first_line: bytes) -> list[str]:
    """The columns of a first row whose columns nobody asked for, in their order."""
    named = re.findall(r"(?:^Row: 0 |, )(\w+)=", first_line.decode("utf-8", "replace"))
    return [name for name in dict.fromkeys(named) if name in KNOWN]


def _printed(lines: Iterable[bytes], first: str, ids: Iterable[int] | None) -> Iterator[str]:
    """Each row as it was printed, with the lines of the texts in it."""
    starts = _starts(first, ids)
    held: list[bytes] = []
    size, start = 0, next(starts, None)
    for line in lines:
        if start and line.startswith(start):
            if held:
                yield _text(held)
            held, size, start = [], 0, next(starts, None)
        size += len(line)
        if size <= LONGEST:
            held.append(line)
    if held:
        yield _text(held)


def _starts(first: str, ids: Iterable[int] | None) -> Iterator[bytes]:
    """How each row begins, in turn; behind the last known id nothing begins a row."""
    if ids is None:
        return (f"Row: {number} {first}=".encode() for number in count())
    return (f"Row: {number} {first}={known},".encode() for number, known in enumerate(ids))


def _text(lines: list[bytes]) -> str:
    return b"".join(lines).decode("utf-8", "replace").removesuffix("\n")


def _shape(columns: Sequence[str]) -> re.Pattern[str]:
    """Of all columns those that hold a text of somebody's take the most."""
    named = (f"{name}=(?P<{name}>.*{'' if name in BODIES else '?'})" for name in columns)
    return re.compile(r"Row: [0-9]+ " + ", ".join(named), re.DOTALL)

"""How answers are put for people: columns, times, and findings with their evidence and fixes."""

import shutil
import unicodedata
from collections.abc import Iterable, Iterator, Sequence

from owntexts.explain import Evidence, Finding, Fix
from owntexts.explain.amounts import size_in_words

GAP = "  "
ELLIPSIS = "…"
JOINER = "\u200d"  # holds the people of a family emoji together


def columns(titles: Sequence[str], rows: Iterable[Sequence[object]], *, width: int | None = None) -> Iterator[str]:
    """Aligned columns; the last one is cut where the terminal is too narrow for it."""
    table = [[_cell(value) for value in row] for row in rows]
    table.insert(0, list(titles))
    widths = [max(map(cells, column)) for column in zip(*table, strict=True)]
    room = width or shutil.get_terminal_size((160, 24)).columns
    for row in table:
        padded = [text + " " * (wide - cells(text)) for text, wide in zip(row, widths, strict=True)]
        yield cut(GAP.join(padded).rstrip(), room)


def cells(text: str) -> int:
    """How many columns of a terminal a text takes."""
    return sum(_cells(char) for char in text)


def plain(text: str) -> str:
    """The text without what could move the cursor, change colours or turn the direction of writing."""
    return "".join(char if char.isprintable() or char == JOINER else " " for char in text)


def cut(text: str, room: int) -> str:
    """The text, shortened to `room` columns."""
    if cells(text) <= room:
        return text
    kept, left = [], room - 1
    for char in text:
        left -= _cells(char)
        if left < 0:
            break
        kept.append(char)
    return "".join(kept) + ELLIPSIS


def when(time: str | None) -> str:
    """'2026-11-24T07:00:00.000Z' as '2026-11-24 07:00'."""
    return f"{time[:10]} {time[11:16]}" if time else "-"


def counted(number: int, noun: str) -> str:
    """'1 message', '2,000 messages'."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def amount(name: str, value: object) -> object:
    """A measured value as people read it: sizes with a unit, yes and no, and what is unknown."""
    if value is None:
        return "unknown"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return size_in_words(value) if isinstance(value, int) and name.endswith("bytes") else value


def of_finding(finding: Finding, *, bold: bool = False) -> Iterator[str]:
    """A finding told in full: title, sentence, evidence, fixes, and when it ends by itself."""
    title = f"{finding.severity}: {finding.title} ({finding.code})"
    yield f"\033[1m{title}\033[0m" if bold else title
    if finding.explanation != finding.title:
        yield f"  {finding.explanation}"
    yield from (f"  {_evidence(item)}" for item in finding.evidence)
    yield from (f"  > {_fix(fix)}" for fix in finding.fixes)
    if finding.ends_when:
        yield f"  ends by itself: {finding.ends_when.text}"


def _evidence(item: Evidence) -> str:
    value = amount(item.name, item.value)
    limit = "" if item.limit is None else f" (limit {amount(item.name, item.limit)})"
    origin = f", read from {item.origin}" if item.origin else ""
    return f"{item.name}: {value}{limit}{origin}"


def _fix(fix: Fix) -> str:
    step = fix.command or fix.link
    return f"{fix.title}: {step}" if step else fix.title


def _cell(value: object) -> str:
    return plain("-" if value is None else f"{value:,}" if isinstance(value, int) else str(value))


def _cells(char: str) -> int:
    if unicodedata.combining(char):
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1

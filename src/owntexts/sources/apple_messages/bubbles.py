"""From an attributed text to the parts of a message: one bubble each, with styles, effects, mentions, links and files.

A part stands at the place that the text itself gives it (tapbacks, replies and edits count on that). Runs are counted
in UTF-16 units, ranges in code points.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from owntexts.model.records import TEXT, UNSENT, Part, Range
from owntexts.sources.apple_messages.typedstream import Attributed, Attributes

OBJECT: Final = "\ufffc"
PART: Final = "__kIMMessagePartAttributeName"
TRANSFER: Final = "__kIMFileTransferGUIDAttributeName"
FILE_NAME: Final = "__kIMFilenameAttributeName"
TRANSCRIPT: Final = "IMAudioTranscription"
MENTION: Final = "__kIMMentionConfirmedMention"
LINK: Final = "__kIMLinkAttributeName"
EFFECT: Final = "__kIMTextEffectAttributeName"
STYLES: Final = {
    "__kIMTextBoldAttributeName": "bold",
    "__kIMTextItalicAttributeName": "italic",
    "__kIMTextUnderlineAttributeName": "underline",
    "__kIMTextStrikethroughAttributeName": "strikethrough",
}
EFFECTS: Final = {
    4: "ripple",
    5: "big",
    6: "bloom",
    8: "nod",
    9: "shake",
    10: "jitter",
    11: "small",
    12: "explode",
}
BLANK: Final = re.compile("[\ufffc\ufffd\\s]*")
MOST_PARTS: Final = 10_000

Parts = tuple[str | Part, ...]


@dataclass(frozen=True, slots=True)
class Transfer:
    """A file at its place in a text: the guid of its row, and what the text itself says of it."""

    guid: str
    name: str | None
    transcript: str | None


@dataclass(slots=True)
class Bubble:
    """A part as it is put together. A file that stands alone in its part is the part; others come behind all parts."""

    ranges: list[Range] = field(default_factory=list)
    transfers: list[Transfer] = field(default_factory=list)
    _pieces: list[str] = field(default_factory=list)
    _length: int = 0
    _latest: dict[tuple[str, str], int] = field(default_factory=dict)

    @property
    def text(self) -> str:
        return "".join(self._pieces)

    @property
    def is_visible(self) -> bool:
        return not BLANK.fullmatch(self.text)

    @property
    def is_file(self) -> bool:
        return len(self.transfers) == 1 and not self.is_visible

    def add(self, text: str, attributes: Attributes) -> None:
        guid = attributes.get(TRANSFER)
        if isinstance(guid, str):
            self.transfers.append(Transfer(guid, _text(attributes.get(FILE_NAME)), _text(attributes.get(TRANSCRIPT))))
            return
        for kind, value in _said(attributes):
            self._mark(len(text), kind, value)
        self._pieces.append(text)
        self._length += len(text)

    def part(self) -> str | Part:
        """The bubble's text as a part; only for bubbles that are no file."""
        return Part(TEXT, self.text, tuple(self.ranges)) if self.ranges else self.text

    def _mark(self, length: int, kind: str, value: str) -> None:
        """Adds a range for the coming text, or lengthens the one that it continues."""
        place = self._latest.get((kind, value))
        earlier = self.ranges[place] if place is not None else None
        if place is not None and earlier and earlier.start + earlier.length == self._length:
            self.ranges[place] = Range(earlier.start, earlier.length + length, kind, value)
            return
        self._latest[kind, value] = len(self.ranges)
        self.ranges.append(Range(self._length, length, kind, value))


def plain(text: str, guids: Sequence[str]) -> Attributed:
    """A text without attributes, where each placeholder stands for the next file and begins a part of its own."""
    if OBJECT not in text or not guids:
        return Attributed(text, [])
    runs: list[tuple[int, Attributes]] = []
    waiting = iter(guids)
    for number, piece in enumerate(piece for piece in re.split(f"({OBJECT})", text) if piece):
        guid = next(waiting, None) if piece == OBJECT else None
        runs.append((_units(piece), {PART: number, TRANSFER: guid}))
    return Attributed(text, runs)


def bubbles(body: Attributed) -> dict[int, Bubble]:
    """The parts of a body by their numbers, in order."""
    found: dict[int, Bubble] = {}
    number = 0
    for text, attributes in _pieces(body):
        said = attributes.get(PART)
        number = said if isinstance(said, int) and 0 <= said < MOST_PARTS else number
        found.setdefault(number, Bubble()).add(text, attributes)
    return dict(sorted(found.items()))


def with_unsent(parts: dict[int, str | Part], unsent: frozenset[int]) -> Parts:
    """The parts in order, a mark standing where one was unsent."""
    everything = parts | {number: Part(UNSENT) for number in unsent}
    return tuple(everything[number] for number in sorted(everything))


def _pieces(body: Attributed) -> Iterator[tuple[str, Attributes]]:
    """Each run's text and attributes; text that no run covers goes with the last run."""
    text, runs = body.text, body.runs
    ends = _code_points(text)
    start = unit = 0
    for length, attributes in runs[:-1]:
        unit += max(length, 0)
        end = min(unit, len(text)) if ends is None else ends[min(unit, len(ends) - 1)]
        yield text[start:end], attributes
        start = end
    if text[start:]:
        yield text[start:], runs[-1][1] if runs else {}


def _units(text: str) -> int:
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def _code_points(text: str) -> list[int] | None:
    """For each place counted in UTF-16 units its place in code points; None where both are the same."""
    if text.isascii() or max(text) < "\U00010000":
        return None
    ends: list[int] = []
    for place, character in enumerate(text):
        ends.extend((place,) * (2 if character >= "\U00010000" else 1))
    return [*ends, len(text)]


def _said(attributes: Attributes) -> Iterator[tuple[str, str]]:
    for name, value in attributes.items():
        if name in STYLES:
            if value:
                yield "style", STYLES[name]
        elif name == EFFECT and isinstance(value, int):
            yield "effect", EFFECTS.get(value, str(value))
        elif name == MENTION and isinstance(value, str):
            yield "mention", value
        elif name == LINK and isinstance(value, str):
            yield "link", value


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) and value else None

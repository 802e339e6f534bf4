"""Takes what attachments hold out of an XML backup as it streams by, before any parser sees it.

A parser holds an attribute whole, and one may have hundreds of megabytes. What it gets instead is the attribute's
number in the file; `taken` is told each value, piece by piece.
"""

import re
from array import array
from collections import deque
from collections.abc import Iterable, Iterator
from itertools import count
from typing import Final, Protocol

from owntexts.sources.telephony.window import Window

PART: Final = b"<part"
DATA: Final = b"data"
ATTRIBUTE: Final = re.compile(rb"""\s*([\w:.-]{1,100})\s*=\s*(["'])""")
UP_TO_DATA: Final = re.compile(
    rb"""(?:\s+(?!data\s*=)[\w:.-]{1,100}\s*=\s*(?:"[^"<]*"|'[^'<]*'))*\s*(?:data\s*=\s*(["'])|/?>)"""
)
ESCAPED_BREAK: Final = re.compile(rb"&#(?:10|13|[xX]0?[aAdD]|0?9|32);")
OPEN_ESCAPE: Final = re.compile(rb"&[^;&]{0,5}\Z")
LONGEST_NAME: Final = 256
USUAL_TAG: Final = 4_096
GATHERED: Final = 64 << 10


class Taker(Protocol):
    """What becomes of the values."""

    def take(self, number: int, pieces: Iterator[bytes]) -> None:
        """One value, the `number`th of the file; its pieces are to be used up."""


def without_data(blocks: Iterable[bytes], taker: Taker) -> Iterator[bytes]:
    """The XML, with a number in the place of each value of an attribute `data` of a part."""
    return _gathered(_pieces(Window(blocks), taker))


def places_of_values(blocks: Iterable[bytes]) -> "array[int]":
    """At which byte each value begins, by its number."""
    window = Window(blocks)
    places = _Places(window)
    deque(_pieces(window, places), maxlen=0)
    return places.found


class _Places:
    """Notes where values begin, and lets them go by."""

    def __init__(self, window: Window) -> None:
        self.found = array("Q")
        self._window = window

    def take(self, number: int, pieces: Iterator[bytes]) -> None:  # noqa: ARG002 - see Taker
        self.found.append(self._window.place)
        deque(pieces, maxlen=0)


def _gathered(pieces: Iterator[bytes]) -> Iterator[bytes]:
    held: list[bytes] = []
    size = 0
    for piece in pieces:
        held.append(piece)
        size += len(piece)
        if size >= GATHERED:
            yield b"".join(held)
            held, size = [], 0
    yield b"".join(held)


def _pieces(window: Window, taker: Taker) -> Iterator[bytes]:
    numbers = count()
    while not window.ended:
        yield from window.until(PART)
        while found := window.match(UP_TO_DATA, USUAL_TAG) or window.match(ATTRIBUTE, LONGEST_NAME):
            yield found[0]
            if found.re is ATTRIBUTE and found[1] != DATA:
                yield from window.value(found[2])
                yield found[2]
                continue
            quote = found[found.re.groups]
            if quote is None:
                break
            number = next(numbers)
            taker.take(number, window.value(quote))
            yield b"%d" % number
            yield quote


def without_escapes(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """A value's pieces without its escaped line breaks: of all else that must be escaped base64 has nothing."""
    held = b""
    for piece in pieces:
        held += piece
        if b"&" in held:
            held = ESCAPED_BREAK.sub(b"", held)
        end = found.start() if (found := OPEN_ESCAPE.search(held)) else len(held)
        yield held[:end]
        held = held[end:]
    yield held

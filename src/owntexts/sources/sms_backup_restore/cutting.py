"""Takes what attachments hold out of an XML backup as it streams by, before any parser sees it.

A parser holds an attribute whole, and one may have hundreds of megabytes. What it gets instead is the attribute's
number in the file; `taken` is told each value, piece by piece.
"""

import re
from collections.abc import Iterable, Iterator
from itertools import count
from typing import Final, Protocol

PART: Final = b"<part"
DATA: Final = b"data"
ATTRIBUTE: Final = re.compile(rb"""\s*([\w:.-]{1,100})\s*=\s*(["'])""")
LONGEST_NAME: Final = 256


class Taker(Protocol):
    """What becomes of the values."""

    def take(self, number: int, pieces: Iterator[bytes]) -> None:
        """One value, the `number`th of the file; its pieces are to be used up."""


def without_data(blocks: Iterable[bytes], taker: Taker) -> Iterator[bytes]:
    """The XML, with a number in the place of each value of an attribute `data` of a part."""
    window, numbers = _Window(blocks), count()
    while not window.ended:
        yield from window.until(PART)
        while attribute := window.match(ATTRIBUTE, LONGEST_NAME):
            name, quote = attribute[1], attribute[2]
            yield attribute[0]
            if name == DATA:
                number = next(numbers)
                taker.take(number, window.value(quote))
                yield b"%d" % number
            else:
                yield from window.value(quote)
            yield quote


class _Window:
    """A stretch of the file that moves on; nothing but the piece at hand is held."""

    def __init__(self, blocks: Iterable[bytes]) -> None:
        self._blocks = iter(blocks)
        self._data = b""
        self._at = 0
        self._over = False

    @property
    def ended(self) -> bool:
        return self._over and self._at >= len(self._data)

    def until(self, tag: bytes) -> Iterator[bytes]:
        """Everything up to the end of the next `tag`, or to the end of the file."""
        while True:
            found = self._data.find(tag, self._at)
            if found >= 0:
                yield self._take(found + len(tag))
                return
            if self._over:
                yield self._take(len(self._data))
                return
            yield self._take(max(self._at, len(self._data) - len(tag) + 1))
            self._more()

    def match(self, pattern: re.Pattern[bytes], longest: int) -> re.Match[bytes] | None:
        """The pattern at this very place, which is passed by if it is there."""
        while len(self._data) - self._at < longest and not self._over:
            self._more()
        found = pattern.match(self._data, self._at)
        if found:
            self._at = found.end()
        return found

    def value(self, quote: bytes) -> Iterator[bytes]:
        """The pieces of an attribute's value, up to the quotation mark that ends it, which is passed by."""
        while (found := self._data.find(quote, self._at)) < 0:
            yield self._take(len(self._data))
            if self._over:
                return
            self._more()
        yield self._take(found)
        self._at += len(quote)

    def _take(self, end: int) -> bytes:
        piece, self._at = self._data[self._at : end], end
        return piece

    def _more(self) -> None:
        block = next(self._blocks, b"")
        self._over = not block
        self._data, self._at = self._data[self._at :] + block, 0

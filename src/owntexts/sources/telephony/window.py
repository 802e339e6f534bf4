"""A stretch of a file that moves on as it is looked at; nothing behind it is held."""

import re
from collections.abc import Iterable, Iterator


class Window:
    """What lies ahead in a file that comes in blocks."""

    def __init__(self, blocks: Iterable[bytes]) -> None:
        self._blocks = iter(blocks)
        self._data = b""
        self._at = 0
        self._behind = 0
        self._over = False

    @property
    def place(self) -> int:
        """How many bytes of the file were passed by."""
        return self._behind + self._at

    @property
    def ended(self) -> bool:
        """Whether nothing lies ahead; known only after it was looked for."""
        return self._over and self._at >= len(self._data)

    def until(self, tag: bytes) -> Iterator[bytes]:
        """Everything up to the end of the next `tag`, or to the end of the file, in pieces."""
        while (found := self._data.find(tag, self._at)) < 0 and not self._over:
            yield self.take(max(self._at, len(self._data) - len(tag) + 1))
            self.more()
        yield self.take(len(self._data) if found < 0 else found + len(tag))

    def value(self, quote: bytes) -> Iterator[bytes]:
        """Everything up to a quotation mark, which is passed by, or to the end of the file, in pieces."""
        while (found := self._data.find(quote, self._at)) < 0:
            yield self.take(len(self._data))
            if self._over:
                return
            self.more()
        yield self.take(found)
        self._at += len(quote)

    def match(self, pattern: re.Pattern[bytes], reach: int) -> re.Match[bytes] | None:
        """The pattern at this very place, which is passed by if it is there; it looks so many bytes ahead at least."""
        while len(self._data) - self._at < reach and not self._over:
            self.more()
        found = pattern.match(self._data, self._at)
        if found:
            self._at = found.end()
        return found

    def pass_by(self, pattern: re.Pattern[bytes]) -> None:
        """Passes by all that matches, however far that goes."""
        while (found := self.match(pattern, 1)) and found[0]:
            pass

    def ahead(self, some: bytes) -> bool:
        """Whether one of these bytes comes next."""
        if self._at >= len(self._data) and not self._over:
            self.more()
        return self._at < len(self._data) and self._data[self._at] in some

    def rest(self) -> bytes:
        """All that is at hand, which is passed by."""
        return self.take(len(self._data))

    def take(self, end: int) -> bytes:
        piece, self._at = self._data[self._at : end], end
        return piece

    def more(self) -> bool:
        """Looks further ahead; False at the end of the file."""
        block = next(self._blocks, b"")
        self._over = not block
        self._behind += self._at
        self._data, self._at = self._data[self._at :] + block, 0
        return not self._over

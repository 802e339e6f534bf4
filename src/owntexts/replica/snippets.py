"""The stretch of a message's text around what was searched for."""

from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import Final, Protocol
from unicodedata import normalize

from owntexts.model.message import Message

BEFORE: Final = 30
LENGTH: Final = 120
ELLIPSIS: Final = "…"


class Wanted(Protocol):
    """A word or phrase that was searched for."""

    @property
    def text(self) -> str: ...


def around(message: Message, wanted: Sequence[Wanted]) -> str:
    """One line: the text where the first of these words stands in it, or its beginning; what is cut is marked."""
    lines = [" ".join(text.split()) for text in _texts(message)]
    for term in wanted:
        for line in lines:
            if (place := _find(line, " ".join(term.text.split()))) is not None:
                return _cut(line, place)
    return _cut(lines[0], 0) if lines else ""


def _texts(message: Message) -> Iterator[str]:
    for part in message.parts:
        file = part.attachment
        yield from filter(None, (part.text, part.summary, *((file.name, file.transcript) if file else ())))
    yield from filter(None, (message.subject, message.event.title if message.event else None))


def _cut(line: str, place: int) -> str:
    start = max(0, place - BEFORE)
    end = start + LENGTH
    return ELLIPSIS * (start > 0) + line[start:end] + ELLIPSIS * (end < len(line))


def _find(line: str, word: str) -> int | None:
    folded = "".join(map(_folded, line))
    place = folded.find("".join(map(_folded, word)))
    return None if place < 0 else place


@lru_cache(maxsize=4_096)
def _folded(character: str) -> str:
    """One character for one: without case and without marks, as the index compares."""
    base = normalize("NFD", character)[0].lower()
    return base if len(base) == 1 else base[0]


def marked(line: str, wanted: Sequence[Wanted]) -> list[tuple[str, bool]]:
    """A line in pieces, True for those that a word or phrase of these stands in: at the beginning of a word."""
    folded = "".join(map(_folded, line))
    found = bytearray(len(line))
    for term in wanted:
        word = "".join(map(_folded, " ".join(term.text.split())))
        for place in _places(folded, word) if word else ():
            found[place : place + len(word)] = b"\1" * len(word)
    cuts = [0, *(place for place in range(1, len(line)) if found[place] != found[place - 1]), len(line)]
    return [(line[start:end], bool(found[start])) for start, end in pairwise(cuts) if start < end]


def _places(folded: str, word: str) -> Iterator[int]:
    place = folded.find(word)
    while place >= 0:
        if not (place and folded[place].isascii() and folded[place].isalnum() and folded[place - 1].isalnum()):
            yield place
        place = folded.find(word, place + 1)

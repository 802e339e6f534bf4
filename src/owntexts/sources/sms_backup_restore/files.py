"""What the attachments of a backup hold: found again by their number.

Whoever asks once gets all that was asked for in one walk that parses nothing. Whoever asks again has the document
looked through for the places of its values, and is taken to each of them.
"""

import re
from collections import deque
from collections.abc import Collection, Iterator
from contextlib import ExitStack, nullcontext
from pathlib import Path
from typing import BinaryIO, Final, Self

from owntexts.sources.base import Content, Options
from owntexts.sources.sms_backup_restore.cutting import places_of_values, without_data, without_escapes
from owntexts.sources.sms_backup_restore.documents import Documents
from owntexts.sources.telephony.opening import blocks
from owntexts.sources.telephony.payload import Payload, decoded
from owntexts.sources.telephony.streams import kept
from owntexts.sources.telephony.window import Window

PLACE: Final = re.compile(r"([0-9]{1,9})/([0-9]{1,12})/.+")
CHANGED: Final = "the backup has changed since it was read; import it again"


class BackupFiles:
    """The files of one backup; a place is 'document/number/mark of the value'."""

    def __init__(self, path: Path, options: Options) -> None:
        self._documents = Documents(path, options)
        self._kept: dict[int, _Kept] = {}
        self._stack = ExitStack()
        self._asked = False

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        self._stack.close()
        self._documents.close()

    def contents(self, places: Collection[str]) -> Iterator[Content]:
        """See OpenFiles; a value that is not the one that was read when its message was is missing."""
        again, self._asked = self._asked, True
        left = dict.fromkeys(places)
        for content in (self._sought if again else self._walked)(tuple(left)):
            del left[content.place]
            with content.stream or nullcontext():
                yield content
        yield from (Content(place, None, "missing", CHANGED) for place in left)

    def _walked(self, places: Collection[str]) -> Iterator[Content]:
        for document in self._documents.numbers:
            search = _Search(document, places)
            if not search.wanted:
                continue
            with self._documents.opened(document) as file:
                for _ in without_data(blocks(file), search):
                    yield from search.found()
                    if not search.wanted:
                        break

    def _sought(self, places: Collection[str]) -> Iterator[Content]:
        for place in places:
            document, number = _numbers(place)
            if document in self._documents.numbers:
                content = self._document(document).value(number, place)
                yield from () if content is None else (content,)

    def _document(self, number: int) -> "_Kept":
        if number not in self._kept:
            self._kept[number] = _Kept(self._stack.enter_context(self._documents.kept(number)))
        return self._kept[number]


class _Kept:
    """A document and the places of its values."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._values = places_of_values(blocks(file))

    def value(self, number: int, place: str) -> Content | None:
        """The value with this number, if it is still the one that is meant."""
        if number >= len(self._values):
            return None
        self._file.seek(self._values[number] - 1)
        quote = self._file.read(1)
        return _content(place, Window(blocks(self._file)).value(quote))


class _Search:
    """Keeps the values of one document that are wanted, and lets the others go by."""

    def __init__(self, document: int, places: Collection[str]) -> None:
        named = ((place, *_numbers(place)) for place in places)
        self.wanted = {number: place for place, of, number in named if of == document}
        self._found: list[Content] = []

    def take(self, number: int, pieces: Iterator[bytes]) -> None:
        """See cutting.Taker."""
        place = self.wanted.pop(number, None)
        if place is None:
            deque(pieces, maxlen=0)
        elif (content := _content(place, pieces)) is not None:
            self._found.append(content)

    def found(self) -> Iterator[Content]:
        """What was found just now."""
        found, self._found = self._found, []
        yield from found


def _numbers(place: str) -> tuple[int, int]:
    """Of the document and of the value in it; -1 where it is no place of a backup."""
    found = PLACE.fullmatch(place)
    return (int(found[1]), int(found[2])) if found else (-1, -1)


def _content(place: str, pieces: Iterator[bytes]) -> Content | None:
    """What a value stands for; None where it is another one than its place says."""
    payload = Payload()
    try:
        file = kept(decoded(payload.hearing(without_escapes(pieces))))
    except ValueError as error:
        deque(pieces, maxlen=0)
        return Content(place, None, "unreadable", str(error))
    if place.endswith(f"/{payload.summary().mark}"):
        return Content(place, file)
    file.close()
    return None

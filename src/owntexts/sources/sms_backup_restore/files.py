"""What the attachments of a backup hold: found again by their number, in one walk that parses nothing."""

from collections import deque
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Final, Self

from owntexts.sources.base import Content, Options
from owntexts.sources.sms_backup_restore.cutting import without_data, without_escapes
from owntexts.sources.sms_backup_restore.documents import Documents
from owntexts.sources.telephony.opening import blocks
from owntexts.sources.telephony.payload import Payload, decoded
from owntexts.sources.telephony.streams import kept

CHANGED: Final = "the backup has changed since it was read; import it again"


class BackupFiles:
    """The files of one backup; a place is 'document/number/mark of the value'."""

    def __init__(self, path: Path, options: Options) -> None:
        self._documents = Documents(path, options)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        self._documents.close()

    def contents(self, places: Collection[str]) -> Iterator[Content]:
        """See OpenFiles; a value that is not the one that was read when its message was is missing."""
        left = dict.fromkeys(places)
        for document in self._documents.numbers:
            search = _Search(document, places)
            with self._documents.opened(document) as file:
                for _ in without_data(blocks(file), search):
                    for content in search.found():
                        left.pop(content.place, None)
                        yield content
        yield from (Content(place, None, "missing", CHANGED) for place in left)


class _Search:
    """Keeps the values of one document that are wanted, and lets the others go by."""

    def __init__(self, document: int, places: Collection[str]) -> None:
        self._wanted = {place.rpartition("/")[0]: place for place in places}
        self._document = document
        self._found: list[Content] = []

    def take(self, number: int, pieces: Iterator[bytes]) -> None:
        """See cutting.Taker."""
        place = self._wanted.get(f"{self._document}/{number}")
        if place is None:
            deque(pieces, maxlen=0)
            return
        payload = Payload()
        try:
            file = kept(decoded(payload.hearing(without_escapes(pieces))))
        except ValueError as error:
            deque(pieces, maxlen=0)
            self._found.append(Content(place, None, "unreadable", str(error)))
            return
        if place.endswith(f"/{payload.summary().mark}"):
            self._found.append(Content(place, file))
        else:
            file.close()

    def found(self) -> Iterator[Content]:
        """What was found just now, each closed when the next is asked for."""
        for content in self._found:
            yield content
            if content.stream:
                content.stream.close()
        self._found.clear()

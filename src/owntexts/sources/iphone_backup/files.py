"""The files that a backup's messages name: each looked up in its list, decrypted as it is read, nothing unpacked."""

from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Final, Self
from unicodedata import normalize

from owntexts.sources.apple_messages.files import GONE
from owntexts.sources.base import Content, Options
from owntexts.sources.iphone_backup.backup import Backup, Stored
from owntexts.sources.iphone_backup.entries import MEDIA
from owntexts.sources.malformed import Malformed

LIBRARY: Final = "Library/SMS/"


class BackupFiles:
    """The files of one backup."""

    def __init__(self, path: Path, options: Options) -> None:
        self._backup = Backup(path, options.secret)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        self._backup.close()

    def contents(self, places: Collection[str]) -> Iterator[Content]:
        """Each as its own row names it; see OpenFiles."""
        for place in places:
            yield from self._content(place)

    def _content(self, place: str) -> Iterator[Content]:
        try:
            found = self._find(place)
            if found is None:
                yield Content(place, None, "missing", "it is not in this backup")
            elif found.lacks:
                yield Content(place, None, "unreadable", f"{found.lacks} bytes of it are cut off")
            else:
                with found.opened() as stream:
                    yield Content(place, stream)
        except GONE:
            yield Content(place, None, "missing", "it is not in this backup")
        except (OSError, Malformed, ValueError) as error:
            yield Content(place, None, "unreadable", getattr(error, "strerror", None) or str(error))

    def _find(self, place: str) -> Stored | None:
        path = _path(place)
        for spelling in dict.fromkeys((path, normalize("NFC", path), normalize("NFD", path))) if path else ():
            if (found := self._backup.find(MEDIA, spelling)) is not None:
                return found
        return None


def _path(place: str) -> str | None:
    """'~/Library/SMS/Attachments/…' or '/var/mobile/Library/SMS/…' as the list names it; None for any other."""
    _, library, rest = place.partition(LIBRARY)
    return library + rest if rest else None

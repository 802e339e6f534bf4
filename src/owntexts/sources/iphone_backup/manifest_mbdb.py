"""Manifest.mbdb, the list of a backup's files up to iOS 9: records one behind the other, big end first.

Only what is needed of it is kept: what belongs to messages, contacts and their settings.
"""

from collections.abc import Iterator
from pathlib import Path
from struct import Struct
from typing import BinaryIO, Final

from owntexts.sources.iphone_backup.entries import HOME, MEDIA, Entry

MAGIC: Final = b"mbdb\x05\x00"
NONE: Final = 0xFFFF
KIND_MASK: Final = 0xF000
PLAIN_FILE: Final = 0x8000
MOST_RECORDS: Final = 10_000_000
WANTED: Final = {HOME: ("Library/SMS/", "Library/AddressBook/", "Library/Preferences/"), MEDIA: ("Library/SMS/",)}

_LENGTH: Final = Struct(">H")
_REST: Final = Struct(">HQIIIIIQBB")
"""Mode, inode, user, group, three times, size, protection class, number of properties."""


class CutShortError(ValueError):
    """The file ends inside a record, or what stands there is none."""


class ManifestMbdb:
    """The list as it stands in the file; read once, from its beginning to its end or to what is damaged."""

    def __init__(self, file: Path) -> None:
        self._entries: dict[tuple[str, str], Entry] = {}
        self.damage: str | None = None
        with file.open("rb") as stream:
            try:
                self._entries.update(_wanted(stream))
            except CutShortError as error:
                self.damage = str(error)

    def find(self, domain: str, path: str) -> Entry | None:
        """See Manifest."""
        return self._entries.get((domain, path))

    def close(self) -> None: ...


def _wanted(stream: BinaryIO) -> Iterator[tuple[tuple[str, str], Entry]]:
    if stream.read(len(MAGIC)) != MAGIC:
        raise CutShortError("Manifest.mbdb does not begin as it should")
    for _ in range(MOST_RECORDS):
        first = stream.read(_LENGTH.size)
        if not first:
            return
        named, found = _record(stream, first)
        if found and named[1].startswith(WANTED.get(named[0], ())):
            yield named, found


def _record(stream: BinaryIO, first: bytes) -> tuple[tuple[str, str], Entry | None]:
    """Its domain and path, and what it says of a file; None of a folder or link."""
    domain, path = _text(_string(stream, first)), _text(_string(stream))
    _string(stream)  # where a link leads to
    digest, key = _string(stream), _string(stream)
    mode, _, _, _, _, _, _, size, _, properties = _REST.unpack(_exactly(stream, _REST.size))
    for _ in range(2 * properties):
        _string(stream)
    is_file = mode & KIND_MASK == PLAIN_FILE
    return (domain, path), Entry(size, key or None, digest or None) if is_file else None


def _string(stream: BinaryIO, length: bytes | None = None) -> bytes | None:
    (told,) = _LENGTH.unpack(_whole(length, _LENGTH.size) if length else _exactly(stream, _LENGTH.size))
    return None if told == NONE else _exactly(stream, told)


def _exactly(stream: BinaryIO, size: int) -> bytes:
    return _whole(stream.read(size), size)


def _whole(found: bytes, size: int) -> bytes:
    if len(found) < size:
        raise CutShortError("Manifest.mbdb ends inside a record")
    return found


def _text(raw: bytes | None) -> str:
    return (raw or b"").decode("utf-8", "surrogateescape")

"""The XML documents at a path: the file itself, or the members of a zip that hold one."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, Final, Self

from owntexts.sources import failures
from owntexts.sources.base import Options
from owntexts.sources.telephony import zips
from owntexts.sources.telephony.opening import blocks, opened, start, translated
from owntexts.sources.telephony.streams import kept
from owntexts.sources.telephony.zips import Archive, Member

MOST: Final = 1_000
XML: Final = ".xml"
ROOT: Final = re.compile(rb"<(smses|calls)[\s/>]")
DOCTYPE: Final = re.compile(rb"<!(DOCTYPE|ENTITY)", re.IGNORECASE)
COMMENT: Final = re.compile(rb"<!--.*?-->", re.DOTALL)


class Documents:
    """All documents of one source, in an order that does not change. Raises SourceFailed."""

    def __init__(self, path: Path, options: Options) -> None:
        self._path = path
        self._archive = Archive(path, password=options.secret) if is_zip(start(path)) else None
        self._members = documents_in(self._archive) if self._archive else []
        if self._archive:
            self._archive.unlock(self._members)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()

    def close(self) -> None:
        if self._archive:
            self._archive.close()

    @property
    def numbers(self) -> range:
        """By which the documents are opened."""
        return range(len(self._members) if self._archive else 1)

    @contextmanager
    def opened(self, number: int) -> Iterator[BinaryIO]:
        """One document. Raises SourceFailed, also for what shows only while it is read."""
        if self._archive is None:
            with opened(self._path) as file, translated(self._path):
                yield file
        else:
            with self._archive.opened(self._members[number]) as file:
                yield file

    def kept(self, number: int) -> BinaryIO:
        """One document in which any place can be gone to; out of a zip it is unpacked for that. Raises SourceFailed."""
        if self._archive is None:
            return opened(self._path)
        with self.opened(number) as file:
            return kept(blocks(file))


def is_zip(first: bytes) -> bool:
    return first.startswith(zips.MAGIC)


def documents_in(archive: Archive) -> list[Member]:
    """The members of an archive that are named as XML, by name."""
    named = [member for member in archive.members if member.filename.lower().endswith(XML)]
    return sorted(named, key=lambda member: member.filename)[:MOST]


def root_of(first: bytes) -> str | None:
    """'smses' or 'calls', if the first bytes of a document say so."""
    found = ROOT.search(COMMENT.sub(b"", first))
    return found[1].decode() if found else None


def must_be_plain(path: Path, first: bytes) -> None:
    """Raises SourceFailed for a document type: what entities stand for is nothing that a backup says."""
    head = COMMENT.sub(b"", first)
    found, root = DOCTYPE.search(head), ROOT.search(head)
    if found and (root is None or found.start() < root.start()):
        raise failures.unreadable(path, "it declares a document type or entities, which no backup does")

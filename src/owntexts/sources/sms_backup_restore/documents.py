"""The XML documents at a path: the file itself, or the members of a zip that hold one."""

import re
from contextlib import AbstractContextManager
from pathlib import Path
from typing import BinaryIO, Final

from owntexts.sources import failures
from owntexts.sources.base import Options
from owntexts.sources.telephony.opening import blocks, opened
from owntexts.sources.telephony.packed import Packed
from owntexts.sources.telephony.streams import kept
from owntexts.sources.telephony.zips import Archive, Member

MOST: Final = 1_000
XML: Final = ".xml"
ROOT: Final = re.compile(rb"<(smses|calls)[\s/>]")
DOCTYPE: Final = re.compile(rb"<!(DOCTYPE|ENTITY)", re.IGNORECASE)
COMMENT: Final = re.compile(rb"<!--.*?-->", re.DOTALL)


class Documents(Packed):
    """All documents of one source, in an order that does not change. Raises SourceFailed."""

    def __init__(self, path: Path, options: Options) -> None:
        super().__init__(path, options)
        self._documents: list[Member] | list[Path] = [path]
        if self.archive:
            self._documents = members = documents_in(self.archive)
            self.archive.unlock(members)

    @property
    def numbers(self) -> range:
        """By which the documents are opened."""
        return range(len(self._documents))

    def opened(self, number: int) -> AbstractContextManager[BinaryIO]:
        """One document. Raises SourceFailed, also for what shows only while it is read."""
        return self.file(self._documents[number])

    def kept(self, number: int) -> BinaryIO:
        """One document in which any place can be gone to; out of a zip it is unpacked for that. Raises SourceFailed."""
        if self.archive is None:
            return opened(self.path)
        with self.opened(number) as file:
            return kept(blocks(file))


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

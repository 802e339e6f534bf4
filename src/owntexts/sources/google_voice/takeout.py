"""The files of a Takeout, wherever it is: unpacked, still a zip, or a single page of it."""

import os
from contextlib import AbstractContextManager
from itertools import islice
from pathlib import Path, PurePosixPath
from typing import BinaryIO, Final

from owntexts.sources.base import Options
from owntexts.sources.telephony.opening import translated
from owntexts.sources.telephony.packed import Packed
from owntexts.sources.telephony.zips import Archive, Member

FOLDERS: Final = ("Takeout/Voice/Calls", "Voice/Calls", "Calls", "")
IN_ZIP: Final = "Voice/Calls"
PAGE: Final = ".html"
MOST_FILES: Final = 1_000_000


class Takeout(Packed):
    """What lies in the folder of calls and texts: its pages in an order that does not change, and all files by name.

    Raises SourceFailed where it may not be read, or is a damaged zip.
    """

    def __init__(self, path: Path, options: Options) -> None:
        super().__init__(path, options)
        self._members = _members(self.archive) if self.archive else {}
        self._folder = folder_in(path)
        in_archive = {name: member.file_size for name, member in self._members.items()}
        self.sizes = in_archive if self.archive else _sizes(path, self._folder)
        single = not (self.archive or path.is_dir())
        self.pages = [path.name] if single else sorted(name for name in self.sizes if name.lower().endswith(PAGE))

    def opened(self, name: str) -> AbstractContextManager[BinaryIO]:
        """One of its files. Raises SourceFailed."""
        return self.file(self._members[name] if self.archive else self._folder / name)

    def beginning(self, name: str, most: int) -> bytes:
        """The first bytes of one of its files."""
        with self.opened(name) as file:
            return file.read(most)


def folder_in(path: Path) -> Path:
    """The folder of calls and texts inside of what the person named; beside the page where that is one page."""
    if not path.is_dir():
        return path.parent
    return next(folder for inside in FOLDERS if (folder := path / inside).is_dir())


def _sizes(path: Path, folder: Path) -> dict[str, int]:
    """The files of a folder with their sizes; what a link leads to is none of them."""
    with translated(path), os.scandir(folder) as entries:
        files = (entry for entry in islice(entries, MOST_FILES) if entry.is_file(follow_symlinks=False))
        return {entry.name: entry.stat(follow_symlinks=False).st_size for entry in files}


def _members(archive: Archive) -> dict[str, Member]:
    """The members of the folder of calls and texts, by their last name."""
    found = {}
    for member in archive.members:
        inside = PurePosixPath(member.filename)
        if not member.is_dir() and str(inside.parent).endswith(IN_ZIP):
            found[inside.name] = member
    return found

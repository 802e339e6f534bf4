"""The files of a Takeout, wherever it is: unpacked, still a zip, or a single page of it."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path, PurePosixPath
from typing import BinaryIO, Final, Self

from owntexts.sources.base import Options
from owntexts.sources.telephony import zips
from owntexts.sources.telephony.opening import opened, start, translated
from owntexts.sources.telephony.zips import Archive, Member

FOLDERS: Final = ("Takeout/Voice/Calls", "Voice/Calls", "Calls", "")
IN_ZIP: Final = "Voice/Calls"
PAGE: Final = ".html"
MOST_FILES: Final = 1_000_000


class Takeout:
    """What lies in the folder of calls and texts: its pages in an order that does not change, and all files by name.

    Raises SourceFailed where it may not be read, or is a damaged zip.
    """

    def __init__(self, path: Path, options: Options) -> None:
        self._path = path
        self._archive: Archive | None = None
        self._members: dict[str, Member] = {}
        if not path.is_dir() and start(path).startswith(zips.MAGIC):
            self._archive = Archive(path, password=options.secret)
            self._members = _members(self._archive)
        self._folder = folder_in(path)
        in_archive = {name: member.file_size for name, member in self._members.items()}
        self.sizes = in_archive if self._archive else _sizes(path, self._folder)
        single = not (self._archive or path.is_dir())
        self.pages = [path.name] if single else sorted(name for name in self.sizes if name.lower().endswith(PAGE))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()

    def close(self) -> None:
        if self._archive:
            self._archive.close()

    @contextmanager
    def opened(self, name: str) -> Iterator[BinaryIO]:
        """One of its files. Raises SourceFailed."""
        if self._archive:
            with self._archive.opened(self._members[name]) as file:
                yield file
        else:
            with opened(self._folder / name) as file, translated(self._path):
                yield file

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

"""A path as the files that are in it: the members of a zip, or what lies on the disk."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, Self

from owntexts.sources.base import Options
from owntexts.sources.telephony import zips
from owntexts.sources.telephony.opening import opened, start, translated
from owntexts.sources.telephony.zips import Archive, Member


class Packed:
    """A context manager. Raises SourceFailed where the path may not be read, or is a damaged zip."""

    def __init__(self, path: Path, options: Options) -> None:
        self.path = path
        self.archive = Archive(path, password=options.secret) if is_zip(start(path)) else None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()

    def close(self) -> None:
        if self.archive:
            self.archive.close()

    @contextmanager
    def file(self, one: Member | Path) -> Iterator[BinaryIO]:
        """One of its files. Raises SourceFailed, also for what shows only while it is read."""
        if isinstance(one, Path):
            with opened(one) as file, translated(self.path):
                yield file
        elif self.archive:
            with self.archive.opened(one) as file:
                yield file


def is_zip(first: bytes) -> bool:
    """Whether a file that begins so is one."""
    return first.startswith(zips.MAGIC)

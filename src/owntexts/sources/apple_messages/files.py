"""The files that a store's rows name: found below the folder beside the store, wherever the store came from."""

import re
from collections.abc import Collection, Iterator
from pathlib import Path, PurePosixPath
from typing import Final, Self

from owntexts.sources.apple_messages.recognition import store_in
from owntexts.sources.base import Content, Options
from owntexts.sources.plain_files import opened

LIBRARY: Final = re.compile(r".*?/Library/(?:Messages|SMS)/")
"""What stands before the part of a path that is the same on every Mac and iPhone, and in every copy of a folder."""

ATTACHMENTS: Final = "Attachments"
GONE: Final = (FileNotFoundError, NotADirectoryError)


class StoreFiles:
    """The files of one store or of a copy of it: looked for beside it, or in the folder that the person named."""

    def __init__(self, path: Path, options: Options) -> None:
        self._beside = store_in(path).parent.resolve()
        self._attachments = (options.attachments or self._beside / ATTACHMENTS).resolve()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None: ...

    def contents(self, places: Collection[str]) -> Iterator[Content]:
        """Each as its own row names it; see OpenFiles."""
        for place in places:
            yield from self._content(place)

    def size(self, place: str) -> int | None:
        """See KnowsSizes."""
        try:
            return self._file(place).stat().st_size
        except (OSError, ValueError):
            return None

    def _content(self, place: str) -> Iterator[Content]:
        try:
            with opened(self._file(place)) as stream:
                yield Content(place, stream)
        except GONE:
            yield Content(place, None, "missing", "it is not on this disk")
        except (OSError, ValueError) as error:
            yield Content(place, None, "unreadable", getattr(error, "strerror", None) or str(error))

    def _file(self, place: str) -> Path:
        """Where it lies. Raises ValueError where that would be outside of the folders that a store has."""
        inside = PurePosixPath(LIBRARY.sub("", place, count=1))
        root = self._beside
        if inside.parts[:1] == (ATTACHMENTS,):
            root, inside = self._attachments, inside.relative_to(ATTACHMENTS)
        found = (root / inside).resolve()
        if not found.is_relative_to(root):
            raise ValueError("its path leads out of the folder of attachments")
        return found

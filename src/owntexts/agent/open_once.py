"""The files of sources, each source opened once for many attachments."""

from collections.abc import Callable, Collection, Iterator
from contextlib import ExitStack
from typing import Self

from owntexts.errors import SourceFailed
from owntexts.replica.places import CACHE
from owntexts.sources.base import Content, OpenFiles


class OpenOnce:
    """Opens the files of the source with a number, and leaves them open until it is closed itself.

    A source that cannot be opened is not tried again. The cache is no such source: more comes into it meanwhile.
    """

    def __init__(self, opening: Callable[[int], OpenFiles]) -> None:
        self._opening = opening
        self._open: dict[int, OpenFiles | SourceFailed] = {}
        self._stack = ExitStack()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        self._stack.close()

    def __call__(self, source: int) -> OpenFiles:
        """Raises SourceFailed."""
        if source == CACHE:
            return self._opening(source)
        if source not in self._open:
            self._open[source] = self._opened(source)
        files = self._open[source]
        if isinstance(files, SourceFailed):
            raise files
        return _Lent(files)

    def _opened(self, source: int) -> OpenFiles | SourceFailed:
        try:
            return self._stack.enter_context(self._opening(source))
        except SourceFailed as failure:
            return failure


class _Lent:
    """Files that stay open when whoever has them is done."""

    def __init__(self, files: OpenFiles) -> None:
        self._files = files

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None: ...

    def contents(self, places: Collection[str]) -> Iterator[Content]:
        """See OpenFiles."""
        return self._files.contents(places)

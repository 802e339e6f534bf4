"""The files of a source, opened as the person said: its folder, its password; the cache is one source among them."""

from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Self

from owntexts.agent.cache import Cache, Damaged
from owntexts.agent.home import Home
from owntexts.agent.options import Given, opened
from owntexts.errors import NotFound, SourceFailed
from owntexts.replica import cached, sources
from owntexts.replica.database import Replica
from owntexts.replica.places import CACHE
from owntexts.sources import failures
from owntexts.sources.base import Content, OpenFiles
from owntexts.sources.registry import kind_named


def files_of(home: Home, cache: Cache, number: int, given: Given | None = None) -> OpenFiles:
    """The files of the source with this number. Raises SourceFailed where they cannot be opened."""
    if number == CACHE:
        return CachedFiles(home.replica, cache)
    try:
        source = sources.one(home.replica, str(number))
    except NotFound as gone:
        raise SourceFailed(gone.finding.title, gone.finding.explanation, code="source.missing") from gone
    kind = kind_named(source.kind)
    if kind.files is None:
        raise failures.missing(Path(source.path))
    return opened(home, source, kind.files, given)


class CachedFiles:
    """What the cache has, as the files of a source; a place is the content in hex."""

    def __init__(self, db: Replica, cache: Cache) -> None:
        self._cache = cache
        self._sizes = {each.content: each.size for each in cached.everything(db)}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None: ...

    def contents(self, places: Collection[str]) -> Iterator[Content]:
        """See OpenFiles."""
        for place in places:
            content = bytes.fromhex(place)
            try:
                with self._cache.open(content, self._sizes[content]) as stream:
                    yield Content(place, stream)
            except (KeyError, Damaged):
                yield Content(place, None, "missing", "the cache does not have it any more")

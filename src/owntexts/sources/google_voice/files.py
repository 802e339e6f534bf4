"""The media of a Takeout: files beside its pages."""

from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Final, Self

from owntexts.errors import SourceFailed
from owntexts.sources.base import Content, Options
from owntexts.sources.google_voice.takeout import Takeout

CHANGED: Final = "the Takeout has changed since it was read; import it again"


class TakeoutFiles:
    """The files of one Takeout; a place is 'name/size'."""

    def __init__(self, path: Path, options: Options) -> None:
        self._takeout = Takeout(path, options)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        self._takeout.close()

    def contents(self, places: Collection[str]) -> Iterator[Content]:
        """See OpenFiles."""
        for place in places:
            name, _, size = place.rpartition("/")
            if str(self._takeout.sizes.get(name)) != size:
                yield Content(place, None, "missing", CHANGED)
                continue
            try:
                with self._takeout.opened(name) as stream:
                    yield Content(place, stream)
            except SourceFailed as failure:
                yield Content(place, None, "unreadable", failure.finding.explanation)

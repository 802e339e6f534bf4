"""What the attachments of an export hold: members of the ZIP, or strings of the older JSON."""

from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Any, Self

from owntexts.sources.base import Content, Options
from owntexts.sources.sms_import_export.export import Export
from owntexts.sources.sms_import_export.rows import parts_of, place_of
from owntexts.sources.telephony import json_values
from owntexts.sources.telephony.fields import Fields
from owntexts.sources.telephony.json_rows import Broken, Object, Taker, objects
from owntexts.sources.telephony.json_values import CHANGED
from owntexts.sources.telephony.opening import blocks
from owntexts.sources.telephony.zips import Archive


class ExportFiles:
    """The files of one export."""

    def __init__(self, path: Path, options: Options) -> None:
        self._export = Export(path, options)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        self._export.close()

    def contents(self, places: Collection[str]) -> Iterator[Content]:
        """See OpenFiles."""
        archive = self._export.archive
        return _members(archive, places) if archive else self._strings(places)

    def _strings(self, places: Collection[str]) -> Iterator[Content]:
        def walk(taker: Taker) -> Iterator[Object | Broken]:
            with self._export.opened() as file:
                yield from objects(blocks(file), 1, taker)

        return json_values.contents(walk, _strings_of, places)


def _members(archive: Archive, places: Collection[str]) -> Iterator[Content]:
    left = dict.fromkeys(places)
    for member in archive.members:
        place = place_of(member)
        if place in left:
            del left[place]
            with archive.opened(member) as stream:
                yield Content(place, stream)
    yield from (Content(place, None, "missing", CHANGED) for place in left)


def _strings_of(of: Fields) -> list[Any]:
    return [part.get("binary_data") for part in parts_of(of)]

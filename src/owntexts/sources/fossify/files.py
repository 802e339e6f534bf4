"""What the attachments of an export hold: strings of its parts."""

from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Any, Self

from owntexts.sources.base import Content, Options
from owntexts.sources.fossify.reader import must_be_one
from owntexts.sources.fossify.rows import parts_of
from owntexts.sources.telephony import json_values
from owntexts.sources.telephony.fields import Fields
from owntexts.sources.telephony.json_rows import Broken, Object, Taker, objects
from owntexts.sources.telephony.opening import blocks, opened, translated


class ExportFiles:
    """The files of one export."""

    def __init__(self, path: Path, options: Options) -> None:  # noqa: ARG002 - as every kind's are made
        self._path = path
        self._depth = must_be_one(path)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None: ...

    def contents(self, places: Collection[str]) -> Iterator[Content]:
        """See OpenFiles."""
        return json_values.contents(self._walk, _strings_of, places)

    def _walk(self, taker: Taker) -> Iterator[Object | Broken]:
        with opened(self._path) as file, translated(self._path):
            yield from objects(blocks(file), self._depth, taker)


def _strings_of(of: Fields) -> list[Any]:
    return [part.get("data") for part in parts_of(of)]

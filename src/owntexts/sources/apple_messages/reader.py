"""The walk over a store's messages, row by row in the order of their numbers."""

from collections.abc import Iterator
from pathlib import Path
from typing import Self

from owntexts.explain import Finding
from owntexts.model.observations import Ledger, Observation, Total
from owntexts.sources.apple_messages import snapshot
from owntexts.sources.apple_messages.recognition import store_in
from owntexts.sources.base import Options


class AppleMessages:
    """An open store. Reading it again reads the same copy again."""

    def __init__(self, path: Path, options: Options) -> None:
        self._path = path
        self._options = options
        self._snapshot = snapshot.take(path)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        self._snapshot.close()

    def read(self, ledger: Ledger) -> Iterator[Observation]:  # noqa: ARG002 - the rows follow
        rows = self._snapshot.connection.execute("SELECT count(*) FROM message").fetchall()[0][0]
        yield Total(int(str(rows)))

    def diagnose(self) -> list[Finding]:
        return []


def open_source(path: Path, options: Options) -> AppleMessages:
    """Raises SourceFailed where the store cannot be read at all."""
    return AppleMessages(store_in(path), options)

"""Importing: what is new in the sources goes into the replica, chunk by chunk; what was read stays read."""

from collections.abc import Callable, Iterator
from pathlib import Path

from msgspec import Struct

from owntexts.agent.home import Home, now_ms
from owntexts.agent.sources import one_of
from owntexts.errors import SourceFailed
from owntexts.explain import Evidence, Finding, Fix
from owntexts.model.observations import Observation, Problem, Row, Total, Unchanged
from owntexts.replica import ingest, sources
from owntexts.sources.base import Options
from owntexts.sources.registry import kind_named

CHUNK_ROWS = 10_000
GUARDED_ROWS = 100

Progress = Callable[[int, int], None]


class ImportProblem(Struct, frozen=True):
    """A row, or a piece of one, that could not be read."""

    source: str
    where: str
    reason: str


class FailedSource(Struct, frozen=True):
    """A source that could not be read at all, and why."""

    source: str
    error: Finding


class Imported(Struct):
    """What an import did, in rows of the sources' message tables."""

    read: int = 0
    added: int = 0
    updated: int = 0
    unchanged: int = 0
    problems: list[ImportProblem] = []
    failed: list[FailedSource] = []


def import_sources(
    home: Home,
    source: str | None = None,
    *,
    accept_loss: bool = False,
    secret: str | None = None,
    progress: Progress = lambda _done, _total: None,
) -> Imported:
    """Reads one source, or all; a source that fails is named in the answer, and the others are read all the same."""
    wanted = sources.listed(home.replica) if source is None else [one_of(home, source)]
    result = Imported()
    for stored in wanted:
        try:
            _import(home, stored, result, accept_loss=accept_loss, secret=secret, progress=progress)
        except SourceFailed as failure:
            result.failed.append(FailedSource(stored.id, failure.finding))
    ingest.finish_index(home.replica, progress)
    return result

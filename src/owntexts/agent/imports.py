"""Importing: what is new in the sources goes into the replica, chunk by chunk; what was read stays read."""

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from msgspec import Struct, field

from owntexts.agent import settings
from owntexts.agent.home import Home
from owntexts.agent.sources import named
from owntexts.errors import SourceFailed
from owntexts.explain import Evidence, Finding, Fix
from owntexts.model.observations import Context, Observation, Problem, Total
from owntexts.replica import ingest, sources
from owntexts.replica.ledger import StoredLedger
from owntexts.replica.sources import Source
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
    """A source that could not be read at all, or not to its end, and why."""

    source: str
    error: Finding


class Imported(Struct):
    """What an import did, in rows of the sources' message tables."""

    read: int = 0
    added: int = 0
    updated: int = 0
    unchanged: int = 0
    problems: list[ImportProblem] = field(default_factory=list)
    failed: list[FailedSource] = field(default_factory=list)


def import_sources(
    home: Home,
    source: str | None = None,
    *,
    accept_loss: bool = False,
    secret: str | None = None,
    progress: Progress = lambda _done, _total: None,
) -> Imported:
    """Reads one source, or all; a source that fails is named in the answer, and the others are read all the same."""
    settings.suggest(home)
    wanted = sources.listed(home.replica) if source is None else [named(home, source)]
    result = Imported()
    for each in wanted:
        try:
            _read(home, each, result, accept_loss=accept_loss, secret=secret, progress=progress)
        except SourceFailed as failure:
            result.failed.append(FailedSource(each.id, failure.finding))
    ingest.finish_index(home.replica, progress)
    return result


def _read(
    home: Home, source: Source, result: Imported, *, accept_loss: bool, secret: str | None, progress: Progress
) -> None:
    options = Options(timezone=source.timezone or settings.get(home, "timezone").value, secret=secret)
    with kind_named(source.kind).open(Path(source.path), options) as opened:
        ledger = StoredLedger(home.replica, source.id)
        total = 0
        for chunk in _chunks(opened.read(ledger)):
            total = _total(chunk, total)
            if not accept_loss:
                _guard(source, total)
            _take(home, source, chunk, result)
            progress(result.read, total)

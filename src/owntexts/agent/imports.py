"""Importing: what is new in the sources goes into the replica, chunk by chunk; what was read stays read."""

from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path

from msgspec import Struct, field

from owntexts.agent import faults, settings, silences
from owntexts.agent.control import notify
from owntexts.agent.home import Home, now_ms
from owntexts.agent.underway import INDEXED, ROWS, Progress, underway
from owntexts.errors import SourceFailed
from owntexts.explain import Finding
from owntexts.model.observations import Observation, Total
from owntexts.replica import ingest, sources
from owntexts.replica.ingest import Counts, SeenProblem
from owntexts.replica.ledger import StoredLedger
from owntexts.replica.sources import Source
from owntexts.sources.base import Options
from owntexts.sources.registry import kind_named

CHUNK_ROWS = 10_000


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
    problems: list[SeenProblem] = field(default_factory=list)
    failed: list[FailedSource] = field(default_factory=list)


def import_sources(
    home: Home,
    source: str | None = None,
    *,
    secret: str | None = None,
    progress: Progress = lambda _done, _total: None,
    tell: bool = True,
) -> Imported:
    """Reads one source, or all; a source that fails is named in the answer, and the others are read all the same.

    A running agent hears of it, unless `tell` says that it is the agent who asks.
    """
    settings.suggest(home)
    wanted = sources.listed(home.replica) if source is None else [sources.one(home.replica, source)]
    result = Imported()
    with underway(home.path, ROWS, progress) as told:
        for each in wanted:
            try:
                _read(home, each, result, secret=secret, progress=told)
                faults.keep_of_source(home.replica, each.id, None)
            except SourceFailed as failure:
                faults.keep_of_source(home.replica, each.id, failure.finding)
                result.failed.append(FailedSource(each.id, failure.finding))
    with underway(home.path, INDEXED, progress) as told:
        ingest.finish_index(home.replica, told)
    if tell:
        notify(home.path, "changed")
    return result


def _read(home: Home, source: Source, result: Imported, *, secret: str | None, progress: Progress) -> None:
    timezone = source.timezone or settings.get(home, "timezone").value
    with kind_named(source.kind).open(Path(source.path), Options(timezone=timezone, secret=secret)) as opened:
        ledger = StoredLedger(home.replica, source.id)
        done = total = 0
        for chunk in _chunks(opened.read(ledger)):
            total = next((each.rows for each in chunk if isinstance(each, Total)), total)
            counts = ingest.ingest(home.replica, source.id, chunk)
            _add(result, counts)
            done += counts.read
            progress(done, total)
        sources.finished(home.replica, source.id, at=now_ms(), vanished=ledger.finish())
    silences.heard(home.replica, source.id, sources.one(home.replica, source.id).newest_message_at)


def _add(result: Imported, counts: Counts) -> None:
    result.read += counts.read
    result.added += counts.added
    result.updated += counts.updated
    result.unchanged += counts.unchanged
    result.problems.extend(counts.problems)


def _chunks(observations: Iterable[Observation]) -> Iterator[list[Observation]]:
    """Pieces of CHUNK_ROWS, so that a stop in the middle loses at most one of them."""
    everything = iter(observations)
    while chunk := list(islice(everything, CHUNK_ROWS)):
        yield chunk

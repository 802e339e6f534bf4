"""Importing: what is new in the sources goes into the replica, chunk by chunk; what was read stays read."""

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from itertools import islice

from msgspec import Struct, field

from owntexts.agent import faults, folders, mirroring, owner, settings, silences, source_passwords
from owntexts.agent.control import notify
from owntexts.agent.home import Home, now_ms
from owntexts.agent.options import Given, opened
from owntexts.agent.underway import INDEXED, ROWS, Progress, underway
from owntexts.errors import SourceFailed
from owntexts.explain import Finding
from owntexts.model.observations import Observation, Total
from owntexts.replica import ingest, sources
from owntexts.replica.ingest import Counts, SeenProblem
from owntexts.replica.ledger import StoredLedger
from owntexts.replica.sources import Source
from owntexts.sources.base import KnowsItsOwner
from owntexts.sources.registry import kind_named

CHUNK_ROWS = 10_000


class FailedSource(Struct, frozen=True):
    """A source that could not be read at all, or not to its end, and why."""

    source: str
    error: Finding


class Imported(Struct):
    """What an import did, in rows of the sources' message tables.

    `added` are rows of new messages; a message that another source had already is `updated` by what this one adds.
    """

    read: int = 0
    added: int = 0
    updated: int = 0
    unchanged: int = 0
    problems: list[SeenProblem] = field(default_factory=list)
    failed: list[FailedSource] = field(default_factory=list)

    @property
    def locked(self) -> list[str]:
        """The sources that wait for their password, each once."""
        return self._refused(source_passwords.NEEDED)

    @property
    def closed(self) -> list[str]:
        """Those, and the sources that the password in the keyring does not open."""
        return self._refused(source_passwords.NEEDED, source_passwords.WRONG)

    def replace(self, source: str, more: "Imported") -> None:
        """Takes what came of reading a source a second time in the place of its failure."""
        self.failed = [each for each in self.failed if each.source != source] + more.failed
        self.add(more)
        self.problems = list(dict.fromkeys(self.problems))

    def _refused(self, *codes: str) -> list[str]:
        return list(dict.fromkeys(each.source for each in self.failed if each.error.code in codes))

    def add(self, more: "Counts | Imported") -> None:
        """Counts what else was read."""
        self.read += more.read
        self.added += more.added
        self.updated += more.updated
        self.unchanged += more.unchanged
        self.problems.extend(more.problems)


def import_sources(
    home: Home,
    source: str | None = None,
    *,
    secret: str | None = None,
    progress: Progress = lambda _done, _total: None,
    tell: bool = True,
) -> Imported:
    """Reads one source, or all; a source that fails is named in the answer, and the others are read all the same.

    `secret` is the password of the source. Where all are read, it is tried on those that nothing else opens: if there
    is just one, it was meant for that; of several, those that it does not open go on waiting for their own. A running
    agent hears of it, unless `tell` says that it is the agent who asks.
    """
    settings.suggest(home)
    wanted = sources.listed(home.replica) if source is None else [sources.one(home.replica, source)]
    meant = Given(secret, meant=True) if secret and source else None
    with underway(home.path, ROWS, progress) as told:
        result = _all_read(home, wanted, meant, told)
        if secret and source is None:
            _open_with(home, secret, wanted, result, told)
    with underway(home.path, INDEXED, progress) as told:
        ingest.finish_index(home.replica, told)
    if tell:
        notify(home.path, "changed")
    return result


def _open_with(home: Home, secret: str, wanted: list[Source], result: Imported, progress: Progress) -> None:
    """Reads what was closed with the password that was given."""
    closed = result.closed
    given = Given(secret, meant=len(closed) == 1)
    for each in wanted:
        if each.id in closed:
            result.replace(each.id, _all_read(home, [each], given, progress))


def _all_read(home: Home, wanted: list[Source], given: Given | None, progress: Progress) -> Imported:
    result = Imported()
    for each in wanted:
        failed = _tried(home, each, result, given=given, progress=progress)
        findings = [faults.named(each.id, failure.finding) for failure in failed]
        faults.keep_of_source(home.replica, each.id, findings[0] if findings else None)
        result.failed += [FailedSource(each.id, finding) for finding in findings]
    return result


def _tried(
    home: Home, source: Source, result: Imported, *, given: Given | None, progress: Progress
) -> list[SourceFailed]:
    """Reads a source, or all that is new in a folder; what could not be read, of a folder without the rest."""
    try:
        if folders.is_watched(source):
            return _read_folder(home, source, result, given=given, progress=progress)
        _read(home, source, result.add, given=given, progress=progress)
    except SourceFailed as failure:
        return [failure]
    _listen(home, source.id, source.kind)
    return []


def _read_folder(
    home: Home, folder: Source, result: Imported, *, given: Given | None, progress: Progress
) -> list[SourceFailed]:
    looked = folders.look(home, folder)
    result.problems += looked.problems
    failed = looked.failed
    for found in looked.found:
        told = partial(_told, result, folder, found)
        try:
            _read(home, found.source, told, given=given, progress=progress)
        except SourceFailed as failure:
            if failure.code in folders.SPOILT:
                result.problems.append(folders.refused(home, folder, found.file, failure))
            elif failure.code != folders.GONE:
                failed.append(failure)
        else:
            folders.read(home, folder, found)
    folders.finished(home, folder)
    _listen(home, folder.id, folders.newest_kind(home, folder))
    return failed


def _listen(home: Home, source: str, kind: str | None) -> None:
    """From now on it is known when the source is unusually silent, and who is to be woken then."""
    silences.heard(home.replica, source, sources.one(home.replica, source).newest_message_at)
    silences.written_by(home.replica, source, kind_named(kind).when_silent if kind else None)


def _told(result: Imported, folder: Source, found: folders.Found, counts: Counts) -> None:
    result.add(folders.named(folder, found, counts))


def _read(
    home: Home, source: Source, told: Callable[[Counts], None], *, given: Given | None, progress: Progress
) -> None:
    with opened(home, source, kind_named(source.kind).open, given) as store:
        if isinstance(store, KnowsItsOwner):
            owner.seen(home.replica, store.own_addresses(), progress=progress)
        shared = folders.ledger_of(home, source)
        ledger, done, total = StoredLedger(home.replica, source.id), 0, 0
        for chunk in _chunks(store.read(shared or ledger)):
            total = next((each.rows or 0 for each in chunk if isinstance(each, Total)), total)
            counts = ingest.ingest(home.replica, source.id, chunk, shared)
            told(counts)
            done += counts.read
            progress(done, total)
        sources.finished(home.replica, source.id, at=now_ms(), vanished=ledger.finish())
        mirroring.follow(home, source, ledger.vanished)
        advice = store.diagnose()
    if advice or source.folder is None:
        faults.keep_advice(home.replica, source.folder or source.id, advice)


def _chunks(observations: Iterable[Observation]) -> Iterator[list[Observation]]:
    """Pieces of CHUNK_ROWS, so that a stop in the middle loses at most one of them."""
    everything = iter(observations)
    while chunk := list(islice(everything, CHUNK_ROWS)):
        yield chunk

"""Taking in what a source says: one chunk is one transaction, with its records, marks, problems and ledger."""

from collections.abc import Callable, Container, Iterable, Iterator, Sequence
from typing import Final

from msgspec import Struct

from owntexts.model.observations import Context, Observation, Problem, Row, Total, Unchanged
from owntexts.model.records import Record, Sighting
from owntexts.replica import classes, classing, drafts, graves, ledger, places, records, sightings, sources
from owntexts.replica.database import Connection, Replica
from owntexts.replica.pending import BACKLOG, LIVE

LIVE_UP_TO: Final = 500
CONTEXT: Final = -1
MERGES: Final = 64
MERGED_PAGES: Final = 500
MERGES_DONE: Final = 2

Progress = Callable[[int, int], None]


class SeenProblem(Struct, frozen=True):
    """Something that could not be read just now: in which source, where in it, and why."""

    source: str
    where: str
    reason: str


class Counts(Struct, frozen=True):
    """What became of a source's rows: read = added + updated + unchanged + unreadable ones.

    A row of a message that is here already, from whatever source, is not added but updated or unchanged.
    """

    read: int = 0
    added: int = 0
    updated: int = 0
    unchanged: int = 0
    problems: tuple[SeenProblem, ...] = ()

    def __add__(self, other: "Counts") -> "Counts":
        return Counts(
            self.read + other.read,
            self.added + other.added,
            self.updated + other.updated,
            self.unchanged + other.unchanged,
            self.problems + other.problems,
        )


class _Chunk:
    """A chunk's observations by kind; each record with the place of its row, or CONTEXT, each sighting with its id."""

    def __init__(self, observations: Iterable[Observation]) -> None:
        self.totals: list[int | None] = []
        self.rows: list[Row] = []
        self.problems: list[Problem] = []
        self.unchanged = 0
        self.records: list[Record] = []
        self.places: list[int] = []
        self.ids: dict[int, bytes] = {}
        for one in observations:
            self._take(one)

    def _take(self, one: Observation) -> None:
        if type(one) is Row:
            self._give(one.records, len(self.rows))
            self.rows.append(one)
        elif type(one) is Unchanged:
            self.unchanged += 1
        elif type(one) is Context:
            self._give(one.records, CONTEXT)
        elif type(one) is Problem:
            self.problems.append(one)
        elif type(one) is Total:
            self.totals.append(one.rows)

    def _give(self, given: tuple[Record, ...], place: int) -> None:
        for number, record in enumerate(given, len(self.records)):
            if type(record) is Sighting:
                self.ids[number] = sightings.SIGHTINGS.identity(record)
        self.records += given
        self.places += [place] * len(given)

    def sightings(self) -> list[bytes | None]:
        """Per row the id of the sighting that it became; None of one that only adds to others."""
        became: dict[int, bytes] = {}
        for number, one in self.ids.items():
            became.setdefault(self.places[number], one)
        return [became.get(row) for row in range(len(self.rows))]

    def newest_at(self) -> int | None:
        times = (record.at for record in self.records if type(record) is Sighting and record.at is not None)
        return max(times, default=None)


def ingest(
    db: Replica, source: str, observations: Sequence[Observation], shared: ledger.FolderLedger | None = None
) -> Counts:
    """Takes in one chunk (about 10,000 observations) of what a source says, whole or not at all.

    Its rows are kept in the source's own ledger, or in the one that it shares with others of its folder.
    Raises NotFound, SourceFailed source.emptied, Busy, OwntextsError storage.device_full, ReplicaDamaged.
    """
    chunk = _Chunk(observations)
    number = sources.number_of(source)
    with db.write() as connection:
        sources.begin(connection, number, chunk.totals)
        told = _keep_records(connection, chunk)
        places.keep(connection, number, chunk.rows)
        rows = [(row.row, row.digest) for row in chunk.rows]
        if shared is None:
            ledger.keep(connection, number, rows, chunk.sightings())
        else:
            shared.keep(connection, rows, chunk.sightings())
        sources.seen(connection, number, chunk.newest_at())
        _keep_problems(connection, number, chunk)
    return _counted(source, chunk, told)


def _keep_records(connection: Connection, chunk: _Chunk) -> list[int]:
    """Per record NEW, CHANGED or SAME."""
    mark = LIVE if len(chunk.records) <= LIVE_UP_TO else BACKLOG
    purged = graves.purged_places(connection, chunk.records)
    told = [drafts.SAME] * len(chunk.records)
    said, others = _split(chunk.records, purged)
    _tell(told, others, records.absorb(connection, others.values(), mark))
    outcomes = sightings.absorb(connection, [chunk.ids[place] for place in said], list(said.values()), mark)
    _tell(told, said, outcomes)
    classing.follow(connection, others.values())
    fresh = {place: chunk.ids[place] for place in said if told[place] == drafts.NEW}
    for place in _known_by_another_name(connection, fresh):
        told[place] = drafts.CHANGED
    return told


def _known_by_another_name(connection: Connection, fresh: dict[int, bytes]) -> Iterator[int]:
    """The places of new sightings of messages that were here before, as another family has them."""
    mates = classes.mates(connection, fresh.values())
    to_come = set(fresh.values())
    for place, one in fresh.items():
        if not to_come.issuperset(mates.get(one, ())):
            yield place
        to_come.discard(one)


def _split(given: Sequence[Record], left_out: Container[int]) -> tuple[dict[int, Sighting], dict[int, Record]]:
    """The sightings and the other records, by place."""
    said, others = {}, {}
    for place, record in enumerate(given):
        if place in left_out:
            continue
        if type(record) is Sighting:
            said[place] = record
        else:
            others[place] = record
    return said, others


def _tell(told: list[int], places: Iterable[int], outcomes: Iterable[int]) -> None:
    for place, outcome in zip(places, outcomes, strict=True):
        told[place] = outcome


def _keep_problems(connection: Connection, source: int, chunk: _Chunk) -> None:
    """What was told before of a row that is unchanged stays as it is; it may be more than what is told now."""
    unreadable = {problem.row for problem in chunk.problems if problem.unreadable and problem.row is not None}
    rows = {row.row for row in chunk.rows} | unreadable
    told = [problem for problem in chunk.problems if problem.row is None or problem.row in rows]
    if connection.execute("select exists (select 1 from problem where source = ?)", (source,)).get and rows:
        connection.executemany("delete from problem where source = ? and row = ?", [(source, row) for row in rows])
    connection.executemany(
        "insert into problem values (?, ?, ?, ?)",
        [(source, problem.row, _clean(problem.where), _clean(problem.reason)) for problem in told],
    )


def _clean(words: str) -> str:
    return words.encode("utf-8", "replace").decode()


def _counted(source: str, chunk: _Chunk, told: list[int]) -> Counts:
    said = [0] * (len(chunk.rows) + 1)
    for place, outcome in zip(chunk.places, told, strict=True):
        said[place] |= 1 << outcome
    said.pop()
    added = said.count(1 << drafts.NEW)
    unchanged = said.count(1 << drafts.SAME) + said.count(0)
    given = {row.row for row in chunk.rows}
    unreadable = {problem.row for problem in chunk.problems if problem.unreadable and problem.row is not None} - given
    return Counts(
        read=len(said) + chunk.unchanged + len(unreadable),
        added=added,
        updated=len(said) - added - unchanged,
        unchanged=unchanged + chunk.unchanged,
        problems=tuple(SeenProblem(source, problem.where, problem.reason) for problem in chunk.problems),
    )


def finish_index(db: Replica, progress: Progress = lambda _done, _total: None) -> None:
    """Merges the full-text index's pieces after a long import, so that searches stay fast; may be left out.

    `progress` is called with (done, total) between steps, in which others may write.
    """
    for step in range(MERGES):
        with db.write() as connection:
            before = connection.total_changes()
            connection.execute("insert into words (words, rank) values ('merge', ?)", (MERGED_PAGES,))
            connection.pragma("shrink_memory")
            if connection.total_changes() - before < MERGES_DONE:
                break
        progress(step + 1, MERGES)

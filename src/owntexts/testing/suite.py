"""The contract that every source must pass, as tests.

    class TestMySource(SourceSuite):
        source = SOURCE

        def good(self, folder: Path, rows: int) -> Path: ...
        def spoilt(self, folder: Path) -> tuple[Path, frozenset[int]]: ...

pytest collects the subclass; each test gets an empty folder. A store that is a folder says by `vital` which of its
files is cut and overwritten.
"""

import io
import itertools
import sqlite3
import tracemalloc
import zipfile
from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping
from contextlib import closing
from hashlib import sha256
from pathlib import Path
from typing import ClassVar, Final

from owntexts.errors import SourceFailed
from owntexts.model.codec import decode_records, encode_records
from owntexts.model.ids import thread_id
from owntexts.model.observations import Context, Observation, Problem, Row, Total, Unchanged
from owntexts.model.records import Record, Sighting, Thread
from owntexts.sources.base import Options, SourceKind

ROWS: Final = 400
MANY_ROWS: Final = 4_000
MEMORY_SLACK: Final = 2 * 1024 * 1024
CUTS: Final = (0, 1, 15, 16, 100, 1_000, 4_095, 4_096, 4_097, 12_288)
CUT_SHARES: Final = (0.05, 0.2, 0.35, 0.5, 0.65, 0.8, 0.95, 0.99)
HOLES: Final = 24
PIECE: Final = 1_024
MIXTURES: Final = 90
ENDLESS: Final = 20 * ROWS


class KnownRows:
    """A ledger in memory: has what it was told."""

    def __init__(self, digests: Mapping[int, int] | None = None) -> None:
        self._digests = dict(digests or {})

    def has(self, row: int, digest: int) -> bool:
        return self._digests.get(row) == digest


class SourceSuite(ABC):
    """What each source owes to the rest: see the names of the tests.

    `options` are given at each opening; `damaged_rows` is how many rows a store has whose bytes are damaged over and
    over, `many_rows` how many must not take more memory than ROWS.
    """

    source: ClassVar[SourceKind]
    options: ClassVar[Options] = Options()
    damaged_rows: ClassVar[int] = ROWS
    many_rows: ClassVar[int] = MANY_ROWS

    @abstractmethod
    def good(self, folder: Path, rows: int) -> Path:
        """Writes a sound store with that many rows into the folder and gives the path to open."""

    @abstractmethod
    def spoilt(self, folder: Path) -> tuple[Path, frozenset[int]]:
        """Writes a store of about ROWS rows of which some are damaged; gives the path and those rows."""

    def grown(self, path: Path) -> int:  # noqa: ARG002 - for kinds that do grow
        """Adds rows to a store that `good` wrote and says how many; 0 where the kind never grows in place."""
        return 0

    def vital(self, path: Path) -> Path:
        """The file of a store that holds its rows: the store itself, where it is one file."""
        return path

    def test_it_recognises_its_own_and_says_by_what(self, tmp_path: Path) -> None:
        recognition = self.source.recognize(self.good(tmp_path, ROWS))
        assert recognition.answer == "yes"
        assert recognition.evidence

    def test_it_does_not_claim_what_belongs_to_others(self, tmp_path: Path) -> None:
        for path in strangers(tmp_path):
            assert self._claims(path) == "no", path.name

    def test_the_first_word_is_the_total_and_every_row_is_accounted_for(self, tmp_path: Path) -> None:
        first, *rest = self._read(self.good(tmp_path, ROWS))
        assert isinstance(first, Total)
        assert _accounted(rest) == first.rows

    def test_rows_come_in_rising_order(self, tmp_path: Path) -> None:
        numbers = [seen.row for seen in self._read(self.good(tmp_path, ROWS)) if isinstance(seen, Row | Unchanged)]
        assert all(earlier < later for earlier, later in itertools.pairwise(numbers))

    def test_threads_are_introduced_before_the_rows_that_mention_them(self, tmp_path: Path) -> None:
        known: set[bytes] = set()
        for seen in self._read(self.good(tmp_path, ROWS)):
            known.update(_threads_introduced(seen))
            assert _threads_mentioned(seen) <= known

    def test_two_readings_are_the_same(self, tmp_path: Path) -> None:
        path = self.good(tmp_path, ROWS)
        assert self._read(path) == self._read(path)

    def test_records_travel_unchanged(self, tmp_path: Path) -> None:
        records = [record for seen in self._read(self.good(tmp_path, ROWS)) for record in _records(seen)]
        assert decode_records(encode_records(records)) == records

    def test_what_the_ledger_has_is_skipped(self, tmp_path: Path) -> None:
        path = self.good(tmp_path, ROWS)
        first = _rows(self._read(path))
        again = self._read(path, KnownRows(_digests(first)))
        assert _rows(again) == []
        assert [seen.row for seen in again if isinstance(seen, Unchanged)] == [row.row for row in first]

    def test_a_reading_that_was_stopped_goes_on_where_it_was(self, tmp_path: Path) -> None:
        path = self.good(tmp_path, ROWS)
        whole = _rows(self._read(path))
        with self.source.open(path, self.options) as source:
            begun = _rows(list(itertools.islice(source.read(KnownRows()), ROWS // 2)))
        rest = _rows(self._read(path, KnownRows(_digests(begun))))
        assert begun + rest == whole

    def test_a_store_that_grew_gives_only_what_is_new(self, tmp_path: Path) -> None:
        path = self.good(tmp_path, ROWS)
        before = _rows(self._read(path))
        new = self.grown(path)
        assert len(_rows(self._read(path, KnownRows(_digests(before))))) == new

    def test_cut_anywhere_it_ends_in_a_named_error_or_in_problems(self, tmp_path: Path) -> None:
        path = self.good(tmp_path, self.damaged_rows)
        whole = self.vital(path).read_bytes()
        for size in (*CUTS, *(int(len(whole) * share) for share in CUT_SHARES)):
            self._survives(self._damaged(path, whole[:size]), f"cut to {size} bytes")

    def test_overwritten_anywhere_it_ends_in_a_named_error_or_in_problems(self, tmp_path: Path) -> None:
        path = self.good(tmp_path, self.damaged_rows)
        whole = self.vital(path).read_bytes()
        for hole in range(HOLES):
            start = hole * len(whole) // HOLES
            holed = whole[:start] + b"\xa5" * 64 + whole[start + 64 :]
            self._survives(self._damaged(path, holed), f"overwritten at {start}")

    def test_with_pieces_in_the_wrong_place_it_still_comes_to_an_end(self, tmp_path: Path) -> None:
        path = self.good(tmp_path, self.damaged_rows)
        whole = self.vital(path).read_bytes()
        pieces = [whole[start : start + PIECE] for start in range(0, len(whole), PIECE)]
        for number in range(MIXTURES):
            place = (3 * number * number + 7 * number + 1) % len(pieces)
            other = (5 * number * number + 13 * number + 5) % len(pieces)
            mixed = b"".join((*pieces[:place], pieces[other], *pieces[place + 1 :]))
            self._survives(self._damaged(path, mixed), f"piece {other} in the place of piece {place}")

    def test_a_bad_row_is_named_and_the_others_are_given(self, tmp_path: Path) -> None:
        path, bad = self.spoilt(tmp_path)
        seen = self._read(path)
        problems = {problem.row: problem for problem in seen if isinstance(problem, Problem)}
        assert bad <= problems.keys(), f"nothing is said of rows {sorted(bad - problems.keys())}"
        assert all(problem.where and problem.reason for problem in problems.values())
        assert _accounted(seen) == next(total.rows for total in seen if isinstance(total, Total))

    def test_it_never_writes_to_what_it_reads(self, tmp_path: Path) -> None:
        (tmp_path / "good").mkdir()
        (tmp_path / "spoilt").mkdir()
        for path in (self.good(tmp_path / "good", ROWS), self.spoilt(tmp_path / "spoilt")[0]):
            before = fingerprint(path.parent)
            self._survives(path, path.name)
            assert fingerprint(path.parent) == before

    def test_a_cut_store_is_left_as_it_was(self, tmp_path: Path) -> None:
        path = self.good(tmp_path, ROWS)
        vital = self.vital(path)
        vital.write_bytes(vital.read_bytes()[: min(20_000, vital.stat().st_size // 2)])
        before = fingerprint(tmp_path)
        self._survives(path, "cut")
        assert fingerprint(tmp_path) == before

    def test_memory_does_not_grow_with_the_rows(self, tmp_path: Path) -> None:
        small, large = (self.good(_made(tmp_path / str(rows)), rows) for rows in (ROWS, self.many_rows))
        self._peak(small)
        assert self._peak(large) <= self._peak(small) * 1.5 + MEMORY_SLACK

    def test_nothing_at_the_path_is_a_named_error(self, tmp_path: Path) -> None:
        self._survives(tmp_path / "absent", "absent")

    def _read(self, path: Path, ledger: KnownRows | None = None) -> list[Observation]:
        with self.source.open(path, self.options) as source:
            return list(source.read(ledger or KnownRows()))

    def _claims(self, path: Path) -> str:
        try:
            return self.source.recognize(path).answer
        except SourceFailed as refusal:
            _must_be_named(refusal, path.name)
            return "no"

    def _survives(self, path: Path, what: str) -> None:
        """Asks everything of a store that may be damaged; only SourceFailed, with a way out, may be raised."""
        try:
            self.source.recognize(path)
            with self.source.open(path, self.options) as source:
                for number, seen in enumerate(source.read(KnownRows())):
                    assert number < ENDLESS, f"{what}: it does not come to an end"
                    assert not isinstance(seen, Problem) or seen.reason, what
                source.diagnose()
        except SourceFailed as failure:
            _must_be_named(failure, what)

    def _damaged(self, path: Path, content: bytes) -> Path:
        """The store with this in the place of what it holds: of one file another beside it, of a folder that itself."""
        if path.is_dir():
            self.vital(path).write_bytes(content)
            return path
        damaged = path.with_name("damaged")
        damaged.write_bytes(content)
        return damaged

    def _peak(self, path: Path) -> int:
        """The most Python memory, in bytes, that reading takes while nothing is kept."""
        with self.source.open(path, self.options) as source:
            tracemalloc.start()
            for _ in source.read(KnownRows()):
                pass
            peak = tracemalloc.get_traced_memory()[1]
            tracemalloc.stop()
            return peak


def strangers(folder: Path) -> Iterator[Path]:
    """What is no source of messages: nothing, words, a picture, another program's database, list, markup or archive."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("word/document.xml", "<document>sms</document>")
        archive.writestr("messages.txt", "none")
    contents = {
        "empty": b"",
        "notes.txt": b"Dear diary, today nothing happened at all.\n" * 40,
        "picture.png": b"\x89PNG\r\n\x1a\n" + bytes(2_000),
        "looks-like.db": b"SQLite format 3\0" + b"\x5a" * 5_000,
        "track.gpx": b"<?xml version='1.0'?>\n<gpx><trk><name>smses</name></trk></gpx>",
        "page.html": b"<html><body><p>A page about messages and calls</p></body></html>",
        "packets.json": b'{"battery": {"type": "kdeconnect.battery", "body": {"currentCharge": 5}}}',
        "list.json": b'[{"id": 1, "message": "hello", "date": "2024-01-01"}]',
        "empty.json": b"[]",
        "letter.docx": packed.getvalue(),
    }
    for name, content in contents.items():
        path = folder / name
        path.write_bytes(content)
        yield path
    other = folder / "places.sqlite"
    with closing(sqlite3.connect(other)) as database:
        database.executescript(
            "CREATE TABLE moz_places (id INTEGER, url TEXT); INSERT INTO moz_places VALUES (1, 'x');"
        )
    yield other
    yield _made(folder / "a folder")


def fingerprint(folder: Path) -> dict[str, tuple[int, int, str]]:
    """Every file under a folder, with its size, time of change and hash."""
    return {
        str(path.relative_to(folder)): (path.stat().st_size, path.stat().st_mtime_ns, _hash(path))
        for path in sorted(folder.rglob("*"))
    }


def _hash(path: Path) -> str:
    return sha256(path.read_bytes()).hexdigest() if path.is_file() else ""


def _must_be_named(failure: SourceFailed, what: str) -> None:
    assert failure.code.startswith("source."), what
    assert failure.finding.fixes, what


def _made(folder: Path) -> Path:
    folder.mkdir()
    return folder


def _rows(seen: list[Observation]) -> list[Row]:
    return [row for row in seen if isinstance(row, Row)]


def _digests(rows: list[Row]) -> dict[int, int]:
    return {row.row: row.digest for row in rows}


def _accounted(seen: list[Observation]) -> int:
    """How many native rows something was said of: given, unchanged or unreadable."""
    unreadable = sum(isinstance(problem, Problem) and problem.unreadable for problem in seen)
    return unreadable + sum(isinstance(row, Row | Unchanged) for row in seen)


def _records(seen: Observation) -> tuple[Record, ...]:
    return seen.records if isinstance(seen, Row | Context) else ()


def _threads_introduced(seen: Observation) -> set[bytes]:
    return {thread_id(thread.family, thread.key) for thread in _records(seen) if isinstance(thread, Thread)}


def _threads_mentioned(seen: Observation) -> set[bytes]:
    sightings = (record for record in _records(seen) if isinstance(record, Sighting))
    return {thread for sighting in sightings for thread in sighting.threads or ()}

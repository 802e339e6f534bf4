"""Every message as one line, in one order."""

import json
import tracemalloc

from tests.replica.making import ADA, BEN, START, a_source, id_of, people, row, rows, text

from owntexts.model.records import Edit, Reaction
from owntexts.replica import export
from owntexts.replica.database import Replica
from owntexts.replica.ingest import ingest


def test_lines_are_sorted_by_time_and_id_with_unknown_times_last(db: Replica) -> None:
    same = [row(number, text(number, at=START)) for number in range(1, 6)]
    undated = [row(number, text(number, at=None)) for number in range(6, 9)]
    ingest(db, a_source(db), [*undated, people(), *rows(3, 20), *same])
    lines = [json.loads(line) for line in export.lines(db)]
    assert [line["at"] is None for line in lines] == [False] * 8 + [True] * 3
    assert lines == sorted(lines, key=lambda line: (line["at"] is None, line["at"] or "", line["id"]))


def test_a_line_has_what_hangs_on_its_message(db: Replica) -> None:
    target = id_of(text(1))
    hanging = (
        Reaction(target=target, part=0, sender=ADA, kind="loved", emoji=None, at=5),
        Reaction(target=target, part=0, sender=BEN, kind="emoji", emoji="🎉", at=4),
        Edit(target=target, part=0, at=START, text="mesage 1"),
    )
    ingest(db, a_source(db), [people(), row(1, text(1)), row(2, text(2)), row(3, *hanging)])
    first, second = (json.loads(line) for line in export.lines(db))
    assert [(one["by"], one["kind"], one["emoji"]) for one in first["reactions"]] == [
        (BEN, "emoji", "🎉"),
        (ADA, "loved", None),
    ]
    assert [edit["text"] for edit in first["edits"]] == ["mesage 1"]
    assert (second["reactions"], second["edits"]) == ([], [])


def test_an_empty_replica_has_no_lines(db: Replica) -> None:
    assert list(export.lines(db)) == []


def test_the_export_s_memory_does_not_grow_with_the_messages(db: Replica) -> None:
    source = a_source(db)
    peaks = []
    for count, start in ((2_000, 1), (6_000, 2_001)):
        ingest(db, source, [people(), *rows(count, start)])
        tracemalloc.start()
        written = sum(1 for _ in export.lines(db))
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert written == 8_000
    assert peaks[-1] < peaks[0] * 1.5

"""Taking in what a source says."""

import pytest
from tests.replica.making import ADA, BEN, a_page, a_source, header, id_of, people, row, rows, text, thread_of

from owntexts.errors import NotFound, SourceFailed
from owntexts.model.observations import Problem, Total, Unchanged
from owntexts.model.records import Edit, Grave, Reaction
from owntexts.replica import export, ingest, pending, search, sources, threads, verify
from owntexts.replica.apply import apply
from owntexts.replica.database import Replica
from owntexts.replica.ingest import Counts, SeenProblem


def test_a_second_import_of_the_same_rows_changes_nothing(db: Replica) -> None:
    source = a_source(db)
    observations = [people(), *rows(20)]
    first, second = ingest.ingest(db, source, observations), ingest.ingest(db, source, observations)
    assert (first.read, first.added, first.unchanged) == (20, 20, 0)
    assert (second.read, second.added, second.unchanged) == (20, 0, 20)
    assert pending.count(db) == 22


def test_every_row_is_counted_once(db: Replica) -> None:
    source = a_source(db)
    ingest.ingest(db, source, [people(), row(1, text(1)), row(2, text(2))])
    read_since = text(2, read_at=5, header=header(5))
    counts = ingest.ingest(
        db,
        source,
        [
            Unchanged(1),
            row(2, read_since),
            row(3, text(3)),
            row(4),
            Problem(5, "message 5", "no date"),
            Problem(5, "message 5", "no handle either"),
            Problem(3, "message 3", "a damaged body", unreadable=False),
            Problem(None, "handle 7", "no address"),
        ],
    )
    assert (counts.read, counts.added, counts.updated, counts.unchanged) == (5, 1, 1, 2)
    assert counts.problems[0] == SeenProblem(source, "message 5", "no date")
    assert len(counts.problems) == 4


def test_counts_of_chunks_add_up() -> None:
    problem = SeenProblem("1", "message 1", "bad")
    assert Counts(3, 1, 1, 1) + Counts(2, 1, 0, 0, (problem,)) == Counts(5, 2, 1, 1, (problem,))


def test_a_row_that_adds_to_what_is_known_is_updated(db: Replica) -> None:
    source = a_source(db)
    ingest.ingest(db, source, [people(), row(1, text(1))])
    loved = Reaction(target=id_of(text(1)), part=0, sender=ADA, kind="loved", emoji=None, at=1)
    earlier = Edit(target=id_of(text(1)), part=0, at=1, text="mesage 1")
    assert ingest.ingest(db, source, [row(2, loved)]).added == 1
    assert ingest.ingest(db, source, [row(1, text(1), earlier)]).updated == 1
    assert ingest.ingest(db, source, [row(1, text(1), earlier), row(2, loved)]).unchanged == 2


def test_one_message_in_two_rows_of_a_chunk_is_added_once(db: Replica) -> None:
    counts = ingest.ingest(db, a_source(db), [people(), row(1, text(1)), row(2, text(1))])
    assert (counts.added, counts.unchanged) == (1, 1)
    assert len(list(export.lines(db))) == 1


def test_a_changed_text_is_found_by_its_new_words_only(db: Replica) -> None:
    source = a_source(db)
    ingest.ingest(db, source, [people(), row(1, text(1, "meet at noon"))])
    ingest.ingest(db, source, [row(1, text(1, "meet at midnight", header=header(9)), digest=2)])
    assert search.search(db, "noon") == []
    assert [hit.message.text for hit in search.search(db, "midnight")] == ["meet at midnight"]
    assert verify.verify(db) == []


def test_a_message_that_moves_to_another_thread_leaves_the_first(db: Replica) -> None:
    source = a_source(db)
    ingest.ingest(db, source, [people(ADA, BEN), row(1, text(1))])
    ingest.ingest(db, source, [row(1, text(1, threads=(thread_of(BEN),), header=header(9)))])
    assert [(one.participants, one.messages) for one in threads.conversations(db)] == [((BEN,), 1)]
    assert verify.verify(db) == []


def test_a_source_that_lost_most_of_its_messages_is_not_believed(db: Replica) -> None:
    source = a_source(db)
    ingest.ingest(db, source, [Total(200), people(), *rows(200)])
    with pytest.raises(SourceFailed) as told:
        ingest.ingest(db, source, [Total(99), *rows(3, 1_000)])
    assert told.value.code == "source.emptied"
    assert len(list(export.lines(db))) == 200
    assert sources.one(db, source).read == 200
    sources.change(db, source, "accept_fewer", "yes")
    assert ingest.ingest(db, source, [Total(99), *rows(3, 1_000)]).added == 3
    ingest.ingest(db, source, [Total(300)])
    with pytest.raises(SourceFailed):
        ingest.ingest(db, source, [Total(1)])


def test_a_small_source_may_become_empty(db: Replica) -> None:
    source = a_source(db)
    ingest.ingest(db, source, [Total(100), people(), *rows(100)])
    assert ingest.ingest(db, source, [Total(0)]).read == 0
    assert len(list(export.lines(db))) == 100


def test_all_problems_of_a_row_stay_while_it_is_unchanged(db: Replica) -> None:
    """A walk complains of a row before it knows that the row was read before; its decoder does not."""
    source = a_source(db)
    complaint = Problem(1, "row 1", "no number", unreadable=False)
    ingest.ingest(db, source, [people(), complaint, Problem(1, "guid", "no body", unreadable=False), row(1, text(1))])
    counts = ingest.ingest(db, source, [complaint, Unchanged(1)])
    assert [problem.reason for problem in counts.problems] == ["no number"]
    assert [problem.reason for problem in sources.problems(db, source)] == ["no number", "no body"]


def test_a_problem_lasts_until_its_row_is_read_again(db: Replica) -> None:
    source = a_source(db)
    ingest.ingest(db, source, [Problem(1, "message 1", "no date"), Problem(None, "the store", "no chats")])
    assert [problem.reason for problem in sources.problems(db, source)] == ["no chats", "no date"]
    ingest.ingest(db, source, [Total(1), people(), row(1, text(1))])
    assert sources.problems(db) == []


def test_what_was_purged_does_not_come_back(db: Replica) -> None:
    source = a_source(db)
    ingest.ingest(db, source, [people(), *rows(3)])
    apply(db, a_page(Grave(id=id_of(text(2)), digest=b"d" * 16)))
    loved = Reaction(target=id_of(text(2)), part=0, sender=ADA, kind="loved", emoji=None, at=1)
    counts = ingest.ingest(db, source, [row(2, text(2), digest=7), row(9, loved)])
    assert (counts.added, counts.unchanged) == (0, 2)
    assert len(list(export.lines(db))) == 2
    assert search.search(db, '"message 2"') == []


def test_an_unknown_source_is_named(db: Replica) -> None:
    for name in ("7", "chat.db"):
        with pytest.raises(NotFound):
            ingest.ingest(db, name, [])


def test_merging_the_index_changes_no_answer(db: Replica) -> None:
    source = a_source(db)
    for start in range(1, 400, 20):
        ingest.ingest(db, source, [people(), *rows(20, start)])
    told: list[tuple[int, int]] = []
    ingest.finish_index(db, lambda done, total: told.append((done, total)))
    assert len(search.search(db, "message")) == 400
    assert verify.verify(db) == []

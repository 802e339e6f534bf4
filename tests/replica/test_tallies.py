"""What stands in each thread is counted as it comes and goes; what was worked out holds until somebody writes."""

from pathlib import Path

import pytest
from tests.replica.conftest import KEY
from tests.replica.making import ADA, BEN, START, a_source, id_of, intent, people, row, rows, text, thread_of

from owntexts.model.records import OUT
from owntexts.replica import intents, rebuilding, tallies, threads, verify
from owntexts.replica.database import Connection, Replica, open_replica
from owntexts.replica.ingest import ingest
from owntexts.replica.messages import several


@pytest.fixture
def kept(db: Replica) -> Replica:
    mine = row(8, text(8, direction=OUT, threads=(thread_of(BEN),)))
    ingest(db, a_source(db), [people(ADA, BEN), *rows(6), row(7, text(7, at=None)), mine])
    return db


def told(db: Replica) -> list[tuple[int, int, int | None]]:
    with db.read() as connection:
        return sorted(one[:3] for one in tallies.all_of(connection).values())


def test_places_unread_ones_and_the_newest_time_are_counted(kept: Replica) -> None:
    assert told(kept) == [(1, 0, START + 8 * 3_600_000), (7, 7, START + 6 * 3_600_000)]


def test_what_is_deleted_is_counted_no_more_and_the_newest_time_goes_back(kept: Replica) -> None:
    intents.record(kept, intent(id_of(text(6)), "deleted", START), intent(id_of(text(5)), "read", START))
    assert told(kept)[1] == (6, 5, START + 5 * 3_600_000)
    intents.record(kept, intent(id_of(text(6)), "deleted", None, START + 1))
    assert told(kept)[1] == (7, 6, START + 6 * 3_600_000)


def test_working_it_out_anew_counts_the_same_and_is_noticed(kept: Replica) -> None:
    before, listed = told(kept), threads.listing(kept)
    rebuilding.work_out_anew(kept)
    assert told(kept) == before
    assert verify.verify(kept) == []
    assert {one.of for one in threads.listing(kept).counted.values()}.isdisjoint(
        {one.of for one in listed.counted.values()}
    )


def test_a_count_that_is_wrong_is_found_out(kept: Replica) -> None:
    with kept.write() as connection:
        connection.execute("update tally set unread = unread + 1")
    (found,) = verify.verify(kept)
    assert found.title == "The list of conversations counts otherwise than there are messages"


def test_an_older_replica_is_counted_when_it_is_opened(kept: Replica, path: Path) -> None:
    before = told(kept)
    with kept.write() as connection:
        for table in ("tally", "folder_file", "mirror", "displaced"):
            connection.execute(f"drop table {table}")
        connection.pragma("user_version", 3)
    kept.close()
    with open_replica(path, KEY) as again:
        assert told(again) == before


def test_only_conversations_that_changed_are_counted_anew(kept: Replica) -> None:
    before = threads.listing(kept).counted
    ingest(kept, "1", [row(20, text(20, threads=(thread_of(BEN),)))])
    after = threads.listing(kept).counted
    assert [before[one] is after[one] for one in (thread_of(ADA), thread_of(BEN))] == [True, False]


def test_what_was_worked_out_holds_until_somebody_writes(kept: Replica, path: Path) -> None:
    made: list[object] = []

    def make(_connection: Connection, before: int | None) -> int:
        made.append(before)
        return len(made)

    assert [kept.remembered("it", make) for _ in range(3)] == [1, 1, 1]
    intents.record(kept, intent(id_of(text(1)), "read", START))
    assert kept.remembered("it", make) == 2
    with open_replica(path, KEY) as other:
        intents.record(other, intent(id_of(text(2)), "read", START))
    assert kept.remembered("it", make) == 3
    assert made == [None, 1, 2]


def test_several_messages_are_found_by_the_ids_of_their_sightings(kept: Replica) -> None:
    asked = [id_of(text(number)) for number in (1, 8)]
    assert [one.text for one in several(kept, [*asked, b"x" * 16]).values()] == ["message 1", "message 8"]
    assert several(kept, []) == {}

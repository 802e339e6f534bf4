"""Taking in what a source says."""

from tests.replica.making import a_source, people, rows

from owntexts.replica import pending
from owntexts.replica.database import Replica
from owntexts.replica.ingest import ingest


def test_a_second_import_of_the_same_rows_changes_nothing(db: Replica) -> None:
    source = a_source(db)
    observations = [people(), *rows(20)]
    first, second = ingest(db, source, observations), ingest(db, source, observations)
    assert (first.read, first.added, first.unchanged) == (20, 20, 0)
    assert (second.read, second.added, second.unchanged) == (20, 0, 20)
    assert pending.count(db) == 22

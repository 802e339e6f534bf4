"""What a mirrored source has no more is found by sighting, whatever becomes of its rows."""

from array import array

import pytest
from tests.replica.making import ANDROID_THREAD, a_source, android, id_of, people, row, text

from owntexts.model.observations import Problem
from owntexts.replica import mirroring, sources
from owntexts.replica.database import Replica
from owntexts.replica.ingest import ingest
from owntexts.replica.mirroring import Gone


@pytest.fixture
def mirrored(db: Replica) -> Replica:
    """Three texts in three rows, read to the end as a mirror."""
    source = a_source(db)
    sources.change(db, source, "mode", "mirror")
    ingest(db, source, [people(), *(row(number, text(number)) for number in (1, 2, 3))])
    assert gone(db) == ()
    mirroring.settle(db, 1, ())
    return db


def gone(db: Replica, *vanished: int) -> tuple[bytes, ...] | None:
    found = mirroring.gone(db, 1, array("q", vanished))
    return None if found is None else found.sightings


def test_rows_that_moved_up_are_no_loss_but_for_the_one_that_went(mirrored: Replica) -> None:
    ingest(mirrored, "1", [row(1, text(2), digest=1), row(2, text(3), digest=2)])
    assert mirroring.gone(mirrored, 1, array("q", [3])) == Gone((id_of(text(1)),), 2)
    mirroring.settle(mirrored, 1, array("q", [3]))
    assert gone(mirrored) == ()


def test_a_reading_that_was_broken_off_is_remembered_until_the_next(mirrored: Replica) -> None:
    ingest(mirrored, "1", [row(1, text(2), digest=1)])
    ingest(mirrored, "1", [row(1, text(2), digest=1), row(2, text(3), digest=2)])
    assert gone(mirrored, 3) == (id_of(text(1)),)


def test_what_came_back_in_another_row_is_not_gone(mirrored: Replica) -> None:
    ingest(mirrored, "1", [row(9, text(1), digest=9)])
    assert gone(mirrored, 1) == ()


def test_a_row_with_a_problem_proves_nothing(mirrored: Replica) -> None:
    ingest(mirrored, "1", [Problem(2, "row 2", "it is odd")])
    assert gone(mirrored, 2, 3) == (id_of(text(3)),)
    ingest(mirrored, "1", [Problem(None, "behind row 1", "nothing more could be read")])
    assert gone(mirrored, 3) is None


def test_another_source_that_has_it_under_another_key_keeps_it(mirrored: Replica) -> None:
    phone = a_source(mirrored, "/phone.xml")
    ingest(mirrored, phone, [row(1, ANDROID_THREAD, android(1))])
    assert gone(mirrored, 1, 2) == (id_of(text(2)),)


def test_an_archive_loses_nothing(mirrored: Replica) -> None:
    sources.change(mirrored, "1", "mode", "archive")
    assert gone(mirrored, 1, 2, 3) is None

"""What was read from a source before."""

import pytest
from tests.replica.making import a_source, people, row, rows, text

from owntexts.replica import ledger
from owntexts.replica.database import Replica
from owntexts.replica.ingest import ingest
from owntexts.replica.ledger import StoredLedger


@pytest.fixture(autouse=True)
def small_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ledger, "PAGE_ROWS", 4)


def test_a_row_is_known_by_its_digest(db: Replica) -> None:
    source = a_source(db)
    ingest(db, source, [people(), row(1, text(1), digest=(1 << 64) - 1), row(3, text(3), digest=5)])
    known = StoredLedger(db, source)
    assert [known.has(1, (1 << 64) - 1), known.has(2, 0), known.has(3, 6), known.has(4, 0)] == [
        True,
        False,
        False,
        False,
    ]
    assert known.finish() == 0


@pytest.mark.parametrize("count", [1, 3, 4, 5, 8, 30])
def test_all_rows_are_known_after_an_import(db: Replica, count: int) -> None:
    source = a_source(db)
    ingest(db, source, [people(), *rows(count)])
    known = StoredLedger(db, source)
    assert all(known.has(one.row, one.digest) for one in rows(count))
    assert known.finish() == 0


def test_rows_that_are_no_longer_there_are_counted_and_kept(db: Replica) -> None:
    source = a_source(db)
    ingest(db, source, [people(), *rows(20)])
    for _ in range(2):
        known = StoredLedger(db, source)
        assert [known.has(one, one + 1_000) for one in (2, 3, 11)] == [True] * 3
        assert known.finish() == 17


def test_rows_written_while_a_source_is_read_do_not_count_as_gone(db: Replica) -> None:
    source = a_source(db)
    ingest(db, source, [people(), *rows(4, start=1), *rows(4, start=41)])
    known = StoredLedger(db, source)
    for one in range(1, 80):
        is_known = known.has(one, one + 1_000)
        assert is_known == (one < 5 or 41 <= one < 45)
        if not is_known:
            ingest(db, source, [row(one, text(one))])
    assert known.finish() == 0


def test_sources_have_ledgers_of_their_own(db: Replica) -> None:
    first, second = a_source(db, "/one"), a_source(db, "/two")
    ingest(db, first, [people(), *rows(3)])
    assert not StoredLedger(db, second).has(1, 1_001)
    assert StoredLedger(db, first).has(1, 1_001)

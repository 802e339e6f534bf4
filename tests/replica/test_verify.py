"""Whether the replica agrees with itself."""

import pytest
from tests.replica.making import ADA, START, a_page, a_source, id_of, intent, people, row, rows, text

from owntexts.model.codec import Unknown
from owntexts.model.records import Reaction
from owntexts.replica import verify
from owntexts.replica.apply import apply
from owntexts.replica.database import Replica
from owntexts.replica.ingest import ingest


@pytest.fixture
def kept(db: Replica) -> Replica:
    loved = Reaction(target=id_of(text(1)), part=0, sender=ADA, kind="loved", emoji=None, at=1)
    ingest(db, a_source(db), [people(), *rows(20), row(30, text(30, deleted_at=START)), row(31, loved)])
    apply(db, a_page(intent(id_of(text(3)), "deleted", START), Unknown(9, b"\x91\x09")))
    return db


def test_what_is_well_has_no_findings(kept: Replica) -> None:
    assert verify.verify(kept) == []
    assert verify.count(kept) == 21


@pytest.mark.parametrize(
    "damage",
    [
        "update sighting set state = x'91' where number = 3",
        "update sighting set state = (select state from sighting where number = 4) where number = 3",
        "update sighting set id = zeroblob(16) where number = 3",
        "update record set state = x'00' where kind = 4",
        "update record set id = zeroblob(16) where kind = 3",
        "delete from membership where sighting = 5",
        "insert into membership select thread, at, 21, unread from membership where sighting = 5",
        "update membership set at = at + 1 where sighting = 5",
        "update membership set unread = 0 where sighting = 5",
        "insert into words (words, rowid, text) values ('delete', 5, 'message 5')",
        "insert into words (rowid, text) values (21, 'message 30')",
    ],
)
def test_each_kind_of_disagreement_is_found(kept: Replica, damage: str) -> None:
    with kept.write() as connection:
        connection.execute(damage)
    (finding, *_) = verify.verify(kept)
    assert finding.code == "replica.differs"
    assert finding.fixes


def test_equal_replicas_have_equal_digests_whatever_the_order(db: Replica, kept: Replica) -> None:
    before = verify.digest(kept)
    ingest(kept, "1", rows(20))
    assert verify.digest(kept) == before
    ingest(kept, "1", [row(99, text(99))])
    assert verify.digest(kept) != before

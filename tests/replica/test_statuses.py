"""What devices tell of themselves is kept beside the records, travels with them, and counts as no change."""

from tests.replica.conftest import KEY
from tests.replica.making import a_source, people, row, text

from owntexts.model.clock import VOID_FROM_MS
from owntexts.model.codec import Unknown, decode_records, encode
from owntexts.model.records import DeviceStatus, Stamp
from owntexts.replica import outbox, pending, records, statuses, verify, zone
from owntexts.replica.apply import LogItem, Received, apply
from owntexts.replica.database import Replica, open_replica
from owntexts.replica.ingest import ingest
from owntexts.wire.hub import ChangeToken

ME, LAPTOP = b"d" * 16, b"e" * 16


def a_status(ms: int, device: bytes = ME, state: str = "up_to_date") -> DeviceStatus:
    return DeviceStatus(stamp=Stamp(ms, 0, device), state=state, version="0.1.0")


def received(db: Replica, *told: DeviceStatus) -> int:
    item = LogItem(1, b"h" * 32, b"z" * 32, LAPTOP, 1, told)
    return apply(db, Received((item,), ChangeToken(b"i" * 16, 1, b"z" * 32))).changes


def sealed(db: Replica) -> tuple[int, list[object]]:
    """How many changes the next batch counts, and what it carries."""
    carried: list[bytes] = []
    item = outbox.fill(db, lambda _counter, _previous, plain, _needs: carried.append(plain) or b"sealed")  # type: ignore[func-returns-value]
    assert item is not None
    return item.changes, list(decode_records(carried[0]))


def test_of_each_device_the_last_is_kept(db: Replica) -> None:
    statuses.tell(db, a_status(1))
    statuses.tell(db, a_status(5, state="waiting"))
    assert received(db, a_status(9, LAPTOP), a_status(7, LAPTOP, "paused")) == 0, "no change came"
    assert statuses.told(db) == {ME: a_status(5, state="waiting"), LAPTOP: a_status(9, LAPTOP)}
    assert verify.verify(db) == []


def test_one_told_in_no_time_at_all_holds_nothing(db: Replica) -> None:
    received(db, a_status(VOID_FROM_MS, LAPTOP))
    assert statuses.told(db) == {}


def test_it_travels_and_counts_as_no_change(db: Replica) -> None:
    statuses.tell(db, a_status(1))
    assert pending.count(db) == 0
    assert sealed(db) == (0, [a_status(1)])
    assert sum(item.changes for item in outbox.waiting(db)) == 0
    assert outbox.fill(db, lambda *_: b"sealed") is None, "it is said once"


def test_beside_messages_only_these_count(db: Replica) -> None:
    a_source(db)
    ingest(db, "1", [people(), row(1, text(1))])
    before = pending.count(db)
    statuses.tell(db, a_status(1))
    assert pending.count(db) == before > 0
    counted, carried = sealed(db)
    assert (counted, len(carried)) == (before, before + 1)


def test_leaving_the_account_forgets_what_its_devices_told(db: Replica) -> None:
    statuses.tell(db, a_status(1))
    received(db, a_status(2, LAPTOP))
    zone.forget_account(db)
    assert statuses.told(db) == {}
    assert outbox.fill(db, lambda *_: b"sealed") is None, "the next account hears nothing of it"


def test_what_an_older_version_could_not_read_is_read_when_this_one_opens_it(db: Replica) -> None:
    with db.write() as connection:
        records.merge(connection, [Unknown(11, encode(a_status(1, LAPTOP))), Unknown(11, encode(a_status(4, LAPTOP)))])
        connection.execute("update state set value = 10 where key = 'known_kinds'")
    db.close()
    with open_replica(db.path, KEY) as again:
        assert statuses.told(again) == {LAPTOP: a_status(4, LAPTOP)}

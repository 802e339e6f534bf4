"""From marks to sealed items, and what an item is until the log has it."""

from hashlib import sha256

import pytest
from tests.replica.making import (
    ADA,
    BEN,
    START,
    a_page,
    a_source,
    an_item,
    header,
    id_of,
    intent,
    people,
    received,
    row,
    rows,
    text,
)

from owntexts.model.codec import Unknown, decode_records
from owntexts.model.observations import Context
from owntexts.model.records import Edit, Handle, Intent, Reaction, Sighting, Thread
from owntexts.replica import cut, intents, outbox, pending
from owntexts.replica.apply import apply
from owntexts.replica.database import Replica
from owntexts.replica.ingest import ingest
from owntexts.replica.outbox import NO_ITEM, Sealed
from owntexts.wire import limits

Given = list[tuple[int, bytes, bytes, tuple[bytes, ...]]]


def sealing(given: Given, size: int | None = None) -> outbox.Seal:
    """Seals by leaving the plaintext as it is, or by making as many bytes as told, and remembers what it was given."""

    def seal(counter: int, previous: bytes, plaintext: bytes, needs: tuple[bytes, ...]) -> bytes:
        given.append((counter, previous, plaintext, needs))
        return plaintext if size is None else bytes(size)

    return seal


def all_of(db: Replica) -> list[list[object]]:
    """Everything that is pending, batch by batch."""
    batches: list[list[object]] = []
    while sealed := outbox.fill(db, sealing([])):
        batches.append(list(decode_records(sealed.data)))
        outbox.confirm(db, sealed.counter, sealed.counter)
    return batches


def test_everything_is_sent_once(db: Replica) -> None:
    ingest(db, a_source(db), [people(), *rows(30)])
    assert pending.count(db) == 32
    (batch,) = all_of(db)
    assert len(batch) == 32
    assert pending.count(db) == 0
    assert outbox.fill(db, sealing([])) is None


def test_each_item_carries_the_counter_and_the_hash_of_the_one_before(db: Replica) -> None:
    source, given = a_source(db), []
    sealed = []
    for start in (1, 2, 3):
        ingest(db, source, [people(), *rows(1, start)])
        sealed.append(outbox.fill(db, sealing(given)))
    sealed.append(outbox.beat(db, lambda counter, previous: b"beat %d " % counter + previous))
    assert [counter for counter, *_ in given] == [1, 2, 3]
    assert [previous for _, previous, *_ in given] == [NO_ITEM, sealed[0].hash, sealed[1].hash]
    assert sealed[3].data == b"beat 4 " + sealed[2].hash
    assert outbox.waiting(db) == sealed
    assert [outbox.own_hash(db, one.counter) for one in sealed] == [sha256(one.data).digest() for one in sealed]
    assert outbox.own_hash(db, 9) is None


def test_people_go_first_then_what_is_live_then_the_backlog_newest_first(db: Replica) -> None:
    many = [row(number, text(number)) for number in range(1, 601)]
    ingest(db, a_source(db), [people(), *many])
    ingest(db, "1", [row(900, text(-5, "a late one"))])
    intents.record(db, intent(id_of(text(3)), "deleted", START))
    (batch,) = all_of(db)
    assert [type(record) for record in batch[:2]] in ([Thread, Handle], [Handle, Thread])
    assert {type(record) for record in batch[2:4]} == {Sighting, Intent}
    times = [record.at for record in batch[4:] if isinstance(record, Sighting)]
    assert len(times) == 600
    assert times == sorted(times, reverse=True)


def test_reactions_and_edits_go_with_the_messages_of_their_time(db: Replica) -> None:
    loved = Reaction(target=id_of(text(5)), part=0, sender=ADA, kind="loved", emoji=None, at=text(5).at)
    edit = Edit(target=id_of(text(2)), part=0, at=text(2).at, text="earlier")
    ingest(db, a_source(db), [*rows(600), row(900, loved), row(901, edit)])
    (batch,) = all_of(db)
    assert abs(batch.index(loved) - 595) <= 2
    assert abs(batch.index(edit) - 599) <= 2


def test_a_batch_has_no_more_changes_than_it_may(db: Replica, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "BATCH_CHANGES", 7)
    ingest(db, a_source(db), [people(ADA, BEN), *rows(20)])
    assert [len(batch) for batch in all_of(db)] == [7, 7, 7, 3]


def test_a_batch_that_is_too_large_when_sealed_is_halved(db: Replica) -> None:
    long = [row(number, text(number, "x" * 200_000)) for number in range(1, 12)]
    ingest(db, a_source(db), [people(), *long])
    given: Given = []
    sealed = outbox.fill(db, sealing(given))
    assert sealed is not None
    assert [len(decode_records(plaintext)) for _, _, plaintext, _ in given] == [12, 6]
    assert len(sealed.data) <= limits.BATCH_SEALED
    assert pending.count(db) == 13 - 6


def test_a_change_too_large_for_any_batch_waits_and_holds_nothing_up(db: Replica) -> None:
    huge = text(1, "x" * (limits.CHANGE + 1))
    ingest(db, a_source(db), [people(), row(1, huge), row(2, text(2))])
    ((*_, last),) = all_of(db)
    assert isinstance(last, Sighting)
    assert last.at == text(2).at
    assert (pending.count(db), pending.too_large(db)) == (0, 1)


def test_one_thing_that_is_always_too_large_when_sealed_is_passed(db: Replica) -> None:
    ingest(db, a_source(db), [row(1, text(1))])
    assert outbox.fill(db, sealing([], limits.BATCH_SEALED + 1)) is None
    assert (pending.count(db), pending.too_large(db)) == (0, 1)
    pending.mark_all(db)
    assert pending.count(db) == 0


def test_no_more_than_four_items_wait(db: Replica) -> None:
    source = a_source(db)
    for start in range(1, 7):
        ingest(db, source, rows(1, start))
        outbox.fill(db, sealing([]))
    assert len(outbox.waiting(db)) == 4
    outbox.confirm(db, 1, 100)
    assert [one.counter for one in outbox.waiting(db)] == [2, 3, 4]
    assert outbox.fill(db, sealing([])) is not None
    assert pending.count(db) == 0


def test_a_seal_that_fails_takes_no_mark_away(db: Replica) -> None:
    ingest(db, a_source(db), rows(3))

    def broken(*_: object) -> bytes:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        outbox.fill(db, broken)
    assert (pending.count(db), outbox.waiting(db)) == (3, [])


def test_what_changes_after_it_was_cut_is_pending_again(db: Replica) -> None:
    source = a_source(db)
    ingest(db, source, rows(2))
    outbox.fill(db, sealing([]))
    ingest(db, source, [row(1, text(1, read_at=7, header=header(7)))])
    assert pending.count(db) == 1


def test_items_sealed_anew_keep_their_counters(db: Replica) -> None:
    ingest(db, a_source(db), rows(1))
    first = outbox.fill(db, sealing([]))
    assert first is not None
    anew = Sealed(first.counter, sha256(b"anew").digest(), b"anew", first.changes)
    outbox.replace(db, [anew])
    assert outbox.waiting(db) == [anew]
    outbox.confirm(db, 1, 10)
    outbox.replace(db, [first])
    assert outbox.own_hash(db, 1) == anew.hash


def test_what_waited_in_a_forgotten_outbox_is_pending_again(db: Replica) -> None:
    source = a_source(db)
    loved = Reaction(target=id_of(text(1)), part=0, sender=ADA, kind="loved", emoji=None, at=1)
    ingest(db, source, rows(3))
    outbox.fill(db, sealing([]))
    outbox.confirm(db, 1, 5)
    ingest(db, source, [*rows(2, 10), row(20, loved)])
    outbox.fill(db, sealing([]))
    outbox.forget(db)
    assert pending.count(db) == 3
    assert outbox.waiting(db) == []
    given: Given = []
    outbox.fill(db, sealing(given))
    assert given[0][:2] == (1, NO_ITEM)


def test_an_own_item_met_in_the_log_is_confirmed(db: Replica) -> None:
    ingest(db, a_source(db), rows(1))
    sealed = outbox.fill(db, sealing([]))
    assert sealed is not None
    apply(db, received(an_item(1, hash=sealed.hash, device=None, counter=None, records=None)))
    assert outbox.waiting(db) == []
    assert outbox.own_hash(db, 1) == sealed.hash


def test_layers_and_unknown_records_are_sent_as_they_came(db: Replica) -> None:
    unknown = Unknown(9, b"\x92\x09\xa3new")
    ingest(db, a_source(db), [Context(()), row(1, text(1, "first"))])
    ingest(db, "1", [row(1, text(1, "second", header=header(9)))])
    apply(db, a_page(unknown))
    pending.mark_all(db)
    (batch,) = all_of(db)
    assert unknown in batch
    assert {record.parts for record in batch if isinstance(record, Sighting)} == {("first",), ("second",)}
    assert cut.PLAIN_BYTES == 2 * limits.MIB

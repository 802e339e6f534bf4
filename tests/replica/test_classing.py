"""Sightings of several families that are one message."""

import json
from itertools import permutations

import pytest
from tests.replica.conftest import KEY
from tests.replica.making import (
    ADA,
    ANDROID_THREAD,
    START,
    a_page,
    a_source,
    android,
    header,
    id_of,
    intent,
    people,
    row,
    rows,
    text,
    thread_of,
)

from owntexts.model.ids import thread_id
from owntexts.model.records import Edit, Grave, Thread
from owntexts.replica import export, intents, search, threads, verify
from owntexts.replica.apply import apply
from owntexts.replica.database import Replica, open_replica
from owntexts.replica.ingest import ingest
from owntexts.replica.messages import message, messages
from owntexts.replica.purging import purge


def ids(db: Replica) -> list[str]:
    return [json.loads(line)["id"] for line in export.lines(db)]


def test_one_message_seen_by_two_families_is_shown_once(db: Replica) -> None:
    source = a_source(db)
    ingest(db, source, [people(), *rows(3)])
    ingest(db, source, [row(10, ANDROID_THREAD, android(1)), row(11, android(2)), row(12, android(9))])
    assert ids(db) == [id_of(one).hex() for one in (text(1), text(2), text(3), android(9))]
    (one,) = threads.conversations(db)
    assert (one.messages, one.unread) == (4, 4)
    assert len(messages(db, thread_of())) == 4
    assert len(messages(db, thread_of(), 2)) == 2
    assert [hit.message.id for hit in search.search(db, '"message 2"')] == [id_of(text(2)).hex()]
    assert len(search.search(db, "message", 3)) == 3
    assert verify.verify(db) == []
    assert verify.count(db) == 4


def test_any_sighting_s_id_names_the_message(db: Replica) -> None:
    ingest(db, a_source(db), [people(), row(1, text(1)), row(2, ANDROID_THREAD, android(1))])
    for one in (text(1), android(1)):
        assert message(db, id_of(one)).id == id_of(text(1)).hex()


def test_what_the_person_did_to_one_sighting_holds_for_the_message(db: Replica) -> None:
    ingest(db, a_source(db), [people(), row(1, text(1)), row(2, ANDROID_THREAD, android(1))])
    intents.record(db, intent(id_of(android(1)), "deleted", START))
    assert threads.conversations(db) == []
    assert search.search(db, "message") == []
    assert message(db, id_of(text(1))).deleted_at is not None
    assert verify.verify(db) == []


def test_a_deletion_holds_for_a_sighting_that_comes_later(db: Replica) -> None:
    ingest(db, a_source(db), [people(), row(1, text(1))])
    intents.record(db, intent(id_of(text(1)), "deleted", START))
    ingest(db, "1", [row(2, ANDROID_THREAD, android(1))])
    assert threads.conversations(db) == []
    assert verify.verify(db) == []


def test_the_order_of_arrival_makes_no_difference(tmp_path_factory: pytest.TempPathFactory) -> None:
    edited = Edit(target=id_of(android(3, "late words")), part=0, at=1, text="message 3")
    pages = (
        [text(number) for number in range(1, 5)],
        [android(1), android(2), android(3, "late words")],
        [people().records[0], ANDROID_THREAD],
        [edited],
    )
    exports = set()
    for order in permutations(pages):
        path = tmp_path_factory.mktemp("order") / "replica.db"
        with open_replica(path, KEY) as replica:
            for token, records in enumerate(order, 1):
                apply(replica, a_page(*records, token=token))
            assert verify.verify(replica) == []
            exports.add(tuple(export.lines(replica)))
    (only,) = exports
    assert len(only) == 4


def test_own_numbers_are_left_out_of_what_is_compared(db: Replica) -> None:
    own = "+15559999999"
    named = Thread(family="android", key=f"with:{ADA};{own}", header=header(), group=True, members=(ADA, own))
    there = android(1, threads=(thread_id("android", named.key),))
    ingest(db, a_source(db), [people(), row(1, text(1)), row(2, named, there)])
    assert len(ids(db)) == 2
    intents.record(db, intent("own_numbers", "value", own, scope="account"))
    assert len(ids(db)) == 1
    assert verify.verify(db) == []


def test_a_message_of_two_sightings_is_purged_as_one_whichever_is_named(db: Replica) -> None:
    ingest(db, a_source(db), [people(), *rows(3)])
    ingest(db, a_source(db), [row(10, ANDROID_THREAD, android(1)), row(11, android(2)), row(12, android(3))])
    assert purge(db, [id_of(text(1))]).messages == 1
    assert purge(db, [id_of(android(2))]).messages == 1
    assert purge(db, [id_of(android(3)), id_of(text(3))]).messages == 1
    assert ids(db) == []


def test_a_purged_sighting_leaves_the_others(db: Replica) -> None:
    ingest(db, a_source(db), [people(), row(1, text(1)), row(2, ANDROID_THREAD, android(1))])
    apply(db, a_page(Grave(id=id_of(text(1)), digest=b"m" * 16)))
    assert ids(db) == [id_of(android(1)).hex()]
    assert verify.verify(db) == []


def test_what_one_source_deleted_is_deleted_as_a_whole(db: Replica) -> None:
    ingest(db, a_source(db), [people(), row(1, text(1)), row(2, ANDROID_THREAD, android(1))])
    ingest(db, "1", [row(1, text(1, deleted_at=START, header=header(5)))])
    assert threads.conversations(db) == []
    assert search.search(db, "message") == []
    assert verify.verify(db) == []


def test_what_was_read_on_one_device_is_read(db: Replica) -> None:
    ingest(db, a_source(db), [people(), row(1, text(1, read_at=START)), row(2, ANDROID_THREAD, android(1))])
    assert [one.unread for one in threads.conversations(db)] == [0]
    assert verify.verify(db) == []

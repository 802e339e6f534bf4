"""Conversations have the people and the names that address books and the person give them, in whatever order."""

from itertools import permutations
from typing import Any

import pytest
from tests.replica.conftest import KEY
from tests.replica.making import ADA, BEN, START, a_page, a_source, header, intent, people, row, text, thread_of, with_

from owntexts.model.contacts import name_of_a_handle
from owntexts.model.ids import thread_id
from owntexts.model.observations import Context
from owntexts.model.records import Contact, Intent, Record, Thread
from owntexts.replica import books, export, intents, messages, persons, threads, verify
from owntexts.replica.apply import apply
from owntexts.replica.database import Replica, open_replica
from owntexts.replica.ingest import ingest

MAIL = "ada@example.org"
JPEG = b"\xff\xd8\xff" + b"x" * 50


def contact(name: str | None, *handles: str, changed: int = 1, **more: Any) -> Contact:
    said = {"family": "vcard", "uid": f"{name}", "header": header(changed)}
    return Contact(name=name, handles=handles, **(said | more))


def say(value: str | None, one: str = ADA, other: str = MAIL, ms: int = START) -> Intent:
    return intent(one, f"person:{other}", value, ms, scope="handle")


def shown(db: Replica) -> list[tuple[str | None, tuple[str, ...], int]]:
    return [(one.name, one.participants, one.messages) for one in threads.conversations(db)]


@pytest.fixture
def store(db: Replica) -> Replica:
    """Two messages with Ada's number, one with her mail address, one with Ben."""
    ingest(
        db,
        a_source(db),
        [
            people(ADA, MAIL, BEN),
            row(1, text(1)),
            row(2, text(2)),
            row(3, text(3, threads=(thread_of(MAIL),), sender=MAIL)),
            row(4, text(4, threads=(thread_of(BEN),), sender=BEN)),
        ],
    )
    return db


def test_a_contact_names_a_conversation_and_joins_its_addresses(store: Replica) -> None:
    assert shown(store) == [(None, (BEN,), 1), (None, (MAIL,), 1), (None, (ADA,), 2)]
    ingest(store, "1", [Context((contact("Ada", ADA, MAIL),))])
    assert shown(store) == [(None, (BEN,), 1), ("Ada", (ADA, MAIL), 3)]
    assert [one.sender for one in messages.messages(store, thread_of())] == [ADA, ADA, MAIL]
    assert verify.verify(store) == []


def test_a_message_is_told_in_the_conversation_that_it_is_now_in(store: Replica) -> None:
    before = set(export.lines(store))
    ingest(store, "1", [Context((contact("Ada", ADA, MAIL),))])
    changed = set(export.lines(store)) - before
    best = min(thread_of(), thread_of(MAIL)).hex().encode()
    assert all(b'"conversation":["' + best in line for line in changed)
    assert len(changed) in {1, 2}


def test_what_the_person_calls_it_and_what_a_group_is_called_go_before(store: Replica) -> None:
    group = Thread(family="apple", key="group:g", header=header(), group=True, name="Choir", members=(ADA, BEN))
    unnamed = Thread(family="apple", key="group:h", header=header(), group=True, members=(ADA, BEN, MAIL))
    there = (thread_id("apple", "group:g"),), (thread_id("apple", "group:h"),)
    ingest(store, "1", [Context((group, unnamed, contact("Ada", ADA, MAIL)))])
    ingest(store, "1", [row(5, text(5, threads=there[0])), row(6, text(6, threads=there[1]))])
    intents.record(store, intent(thread_of(), "name", "My sister", scope="thread"))
    assert [name for name, *_ in shown(store)] == [f"Ada, {BEN}", "Choir", None, "My sister"]


def test_the_person_joins_and_parts_and_takes_it_back(store: Replica) -> None:
    intents.record(store, say("same"))
    assert len(shown(store)) == 2
    intents.record(store, say(None, ms=START + 1))
    assert len(shown(store)) == 3
    ingest(store, "1", [Context((contact("Ada", ADA, MAIL),))])
    intents.record(store, say("apart", ms=START + 2))
    assert [name for name, *_ in shown(store)] == [None, "Ada", "Ada"]


def test_a_void_stamp_joins_nobody(store: Replica) -> None:
    intents.record(store, say("same", ms=4_102_444_800_000))
    assert len(shown(store)) == 3


def test_a_newer_entry_of_the_same_key_takes_an_address_away(store: Replica) -> None:
    ingest(store, "1", [Context((contact("Ada", ADA, MAIL),))])
    ingest(store, "1", [Context((contact("Ada", ADA, changed=2),))])
    assert [name for name, *_ in shown(store)] == [None, None, "Ada"]


def test_a_name_beside_an_address_is_shown_until_a_book_knows_better(store: Replica) -> None:
    ingest(store, "1", [Context((name_of_a_handle("android", ADA, "Ada mobile", header()),))])
    assert [name for name, *_ in shown(store)] == [None, None, "Ada mobile"]
    ingest(store, "1", [Context((contact("Ada", ADA),))])
    assert [name for name, *_ in shown(store)] == [None, None, "Ada"]


def test_books_list_people_with_photos_and_suggest_who_may_be_one(store: Replica) -> None:
    entries = (
        contact("Ada", ADA, photo=JPEG),
        contact("ADA", MAIL, uid="2", organisation="Engines"),
        contact("Zoe", "+49301"),
    )
    ingest(store, "1", [Context(entries)])
    assert [(one.name, one.handles, one.has_photo) for one in books.listed(store)] == [
        ("Ada", (ADA,), True),
        ("ADA", (MAIL,), False),
        ("Zoe", ("+49301",), False),
    ]
    assert set(books.by_handle(store)) == {ADA, MAIL}
    assert (books.photo(store, ADA), books.photo(store, MAIL)) == (JPEG, None)
    (pair,) = books.suggested(store)
    assert (pair.why, [one.name for one in pair.people]) == ("they have the same name", ["Ada", "ADA"])
    intents.record(store, say("same"))
    assert books.suggested(store) == []
    assert books.photo(store, MAIL) == JPEG


def test_contacts_and_what_the_person_says_are_equal_in_any_order(tmp_path_factory: pytest.TempPathFactory) -> None:
    pages: list[list[Record]] = [
        [with_(ADA), with_(MAIL), with_(BEN), text(1), text(2, threads=(thread_of(MAIL),))],
        [contact("Ada", ADA, MAIL)],
        [contact("Ada", ADA, BEN, uid="2"), say("apart", BEN, MAIL)],
        [say("same"), text(3, threads=(thread_of(BEN),))],
    ]
    told = set()
    for order in permutations(pages):
        with open_replica(tmp_path_factory.mktemp("order") / "replica.db", KEY) as replica:
            for token, records in enumerate(order, 1):
                apply(replica, a_page(*records, token=token))
            told.add((tuple(export.lines(replica)), tuple(threads.conversations(replica))))
    assert len(told) == 1


def test_what_the_person_said_of_addresses_can_be_asked_for(store: Replica) -> None:
    intents.record(store, say("same"), say("apart", ADA, BEN))
    with store.read() as connection:
        found = persons.overrides(connection)
    assert found.same == {(ADA.encode(), MAIL.encode())}
    assert found.apart == {(ADA.encode(), BEN.encode())}

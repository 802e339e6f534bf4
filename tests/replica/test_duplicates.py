"""What was put together is listed with its grounds, and can be taken apart and put together again."""

import pytest
from tests.replica.making import (
    ADA,
    ANDROID_THREAD,
    START,
    a_source,
    android,
    id_of,
    intent,
    people,
    row,
    text,
)

from owntexts.model.overrides import Overrides
from owntexts.model.records import Intent, Sighting
from owntexts.replica import duplicates, export, intents, messages, threads, verify
from owntexts.replica.database import Replica
from owntexts.replica.duplicates import Where
from owntexts.replica.ingest import ingest

PHONE = "/phone.xml"


@pytest.fixture
def store(db: Replica) -> Replica:
    """Three texts of Ada's on a Mac, of which a telephone has the first, and one of its own."""
    ingest(db, a_source(db), [people(), *(row(number, text(number)) for number in (1, 2, 3))])
    ingest(db, a_source(db, PHONE), [row(7, ANDROID_THREAD, android(1)), row(8, android(9))])
    return db


def say(answer: str | None, one: Sighting, other: Sighting, ms: int = START) -> Intent:
    first, second = sorted((id_of(one), id_of(other)))
    return intent(first, f"message:{second.hex()}", answer, ms)


def test_a_message_of_two_sources_is_told_with_its_rows_and_why(store: Replica) -> None:
    (found,) = duplicates.listed(store)
    assert (found.message, found.possible, found.text) == (id_of(text(1)).hex(), False, "message 1")
    assert found.sightings == (id_of(text(1)).hex(), id_of(android(1)).hex())
    assert found.why == "the same people, direction and words, in the same millisecond"
    assert [(seen.family, seen.formats, seen.sources) for seen in found.evidence] == [
        ("apple", ("messages",), (Where("1", 1),)),
        ("android", (), (Where("2", 7),)),
    ]


def test_apart_makes_two_messages_and_taking_it_back_makes_one(store: Replica) -> None:
    intents.record(store, say("apart", text(1), android(1)))
    assert [found.possible for found in duplicates.listed(store)] == []
    assert messages.message(store, id_of(android(1))).id == id_of(android(1)).hex()
    assert [one.messages for one in threads.conversations(store)] == [5]
    intents.record(store, say(None, text(1), android(1), START + 1))
    assert messages.message(store, id_of(android(1))).id == id_of(text(1)).hex()
    assert [one.messages for one in threads.conversations(store)] == [4]
    assert verify.verify(store) == []


def test_uneven_copies_are_offered_and_joined_by_the_person(db: Replica) -> None:
    """The Mac has the words twice within a second, the telephone once, at a third moment."""
    at = START + 1_000_000
    twice = [text(number, "ok", at=at + number * 300) for number in (1, 2)]
    once = android(3, "ok", at=at + 450)
    ingest(db, a_source(db), [people(), *(row(number, one) for number, one in enumerate(twice))])
    ingest(db, "1", [row(9, ANDROID_THREAD, once)])
    (offer,) = duplicates.listed(db)
    assert offer.possible
    assert set(offer.sightings) == {id_of(one).hex() for one in (*twice, once)}
    intents.record(db, say("same", twice[1], once))
    (joined,) = duplicates.listed(db)
    assert (joined.possible, joined.why) == (False, duplicates.SAID)
    assert joined.message == id_of(twice[1]).hex()
    assert len(list(export.lines(db))) == 2


def test_what_was_set_apart_is_offered_no_more_whichever_member_was_named(db: Replica) -> None:
    third = android(5, "message 1", at=text(1).at, formats=32)
    ingest(db, a_source(db), [people(), row(1, text(1)), row(2, ANDROID_THREAD, android(1)), row(3, third)])
    intents.record(db, say("apart", android(1), third))
    assert [found.possible for found in duplicates.listed(db)] == [False]
    assert len(list(export.lines(db))) == 2


def test_only_what_shares_people_and_words_can_be_one(store: Replica) -> None:
    def can(one: Sighting, other: Sighting) -> bool:
        pair = (min(id_of(one), id_of(other)), max(id_of(one), id_of(other)))
        return duplicates.can_be_one(store, *pair, Overrides(same=frozenset({pair})))

    assert can(text(1), android(1))
    assert not can(text(1), android(9))
    assert not can(text(1), text(2))


def test_a_word_on_a_sighting_that_is_not_here_yet_holds_when_it_comes(db: Replica) -> None:
    intents.record(db, say("apart", text(1), android(1)))
    ingest(db, a_source(db), [people(), row(1, text(1)), row(2, ANDROID_THREAD, android(1))])
    assert len(list(export.lines(db))) == 2


def test_a_word_that_names_nothing_changes_nothing(store: Replica) -> None:
    before = list(export.lines(store))
    intents.record(store, intent(id_of(text(1)), "message:nonsense", "apart"))
    intents.record(store, intent(id_of(text(1)), f"message:{b'x'.hex()}", "same"))
    assert list(export.lines(store)) == before
    assert ADA in before[0].decode()


def test_many_are_told_by_time_page_after_page_and_no_more_than_was_asked_for(
    db: Replica, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(duplicates, "AT_ONCE", 3)
    numbers = range(1, 12)
    ingest(db, a_source(db), [people(), *(row(number, text(number)) for number in reversed(numbers))])
    ingest(db, a_source(db, PHONE), [row(99, ANDROID_THREAD), *(row(number, android(number)) for number in numbers)])
    told = list(duplicates.listed(db))
    assert [one.text for one in told] == [f"message {number}" for number in numbers]
    assert list(duplicates.listed(db, 5)) == told[:5]
    assert list(duplicates.listed(db, 0)) == []

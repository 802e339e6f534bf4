"""The list of conversations, and one of them."""

import pytest
from tests.replica.making import (
    ADA,
    BEN,
    START,
    a_source,
    header,
    id_of,
    intent,
    people,
    row,
    rows,
    text,
    thread_of,
    with_,
)

from owntexts.errors import NotFound
from owntexts.model.ids import thread_id
from owntexts.model.records import BALLOON, OUT, Attachment, Handle, Part, Thread
from owntexts.replica import intents, threads
from owntexts.replica.database import Replica
from owntexts.replica.ingest import ingest
from owntexts.replica.messages import message, messages
from owntexts.replica.threads import ConversationRow


def test_a_conversation_is_listed_with_all_that_is_known_of_it(db: Replica) -> None:
    ingest(db, a_source(db), [people(), *rows(3), row(4, text(4, direction=OUT)), row(5, text(5, at=None))])
    assert threads.conversations(db) == [
        ConversationRow(
            id=thread_of().hex(),
            name=None,
            participants=(ADA,),
            service="SMS",
            messages=5,
            unread=4,
            last_at="2023-11-15T02:13:20.000Z",
            last_text="message 4",
        )
    ]


def test_the_newest_conversation_comes_first_and_empty_ones_not_at_all(db: Replica) -> None:
    in_ben = row(1, text(1, threads=(thread_of(BEN),)))
    ingest(db, a_source(db), [people(ADA, BEN, "+15550000009"), in_ben, row(2, text(2))])
    assert [one.participants for one in threads.conversations(db)] == [(ADA,), (BEN,)]


def test_conversations_are_counted_as_they_are_listed(db: Replica) -> None:
    assert threads.count(db) == 0
    ingest(db, a_source(db), [people(ADA, "+15550000009"), *rows(3), row(4, text(4, threads=()))])
    assert threads.count(db) == len(threads.conversations(db)) == 2


def test_messages_without_a_chat_are_a_conversation_of_their_own(db: Replica) -> None:
    ingest(db, a_source(db), [row(1, text(1, threads=None)), row(2, text(2, threads=()))])
    (orphans,) = threads.conversations(db)
    assert (orphans.name, orphans.messages, orphans.participants) == ("Orphaned messages", 2, ())
    assert orphans.id == thread_id("apple", "orphans").hex()
    assert [one.conversation for one in messages(db, thread_id("apple", "orphans"))] == [(orphans.id,)] * 2


def test_a_group_keeps_its_name(db: Replica) -> None:
    group = Thread(
        family="apple",
        key="group:G1",
        header=header(),
        group=True,
        name="Hikers",
        members=(BEN, ADA),
        service="iMessage",
    )
    stands = text(1, threads=(thread_id("apple", "group:G1"),))
    ingest(db, a_source(db), [people(), row(1, stands, group)])
    (found,) = threads.conversations(db)
    assert (found.name, found.participants, found.service) == ("Hikers", (ADA, BEN), "iMessage")


def test_one_person_with_two_spellings_of_a_number_is_one_conversation(db: Replica) -> None:
    national = "5551230001"
    other = text(2, threads=(thread_of(national),), sender=national)
    ingest(db, a_source(db), [people(ADA, national), row(1, text(1)), row(2, other)])
    assert len(threads.conversations(db)) == 2
    intents.record(db, intent("region", "value", "US", scope="account"))
    (one,) = threads.conversations(db)
    assert (one.messages, one.unread) == (2, 2)
    assert one.participants == (ADA, national)
    for thread in (thread_of(), thread_of(national)):
        assert [said.text for said in messages(db, thread)] == ["message 1", "message 2"]


def test_a_message_in_two_chats_stands_in_both_conversations(db: Replica) -> None:
    both = (thread_of(ADA), thread_of(BEN))
    ingest(db, a_source(db), [people(ADA, BEN), row(1, text(1, threads=both))])
    assert [one.messages for one in threads.conversations(db)] == [1, 1]
    assert message(db, id_of(text(1))).conversation == tuple(sorted(thread.hex() for thread in both))


def test_a_message_in_two_chats_of_one_person_counts_once(db: Replica) -> None:
    mail = "ada@example.org"
    known = [Handle(raw=raw, header=header(), person="P1") for raw in (ADA, mail)]
    both = (thread_of(ADA), thread_of(mail))
    ingest(db, a_source(db), [row(1, text(1, threads=both), *known, with_(ADA), with_(mail)), row(2, text(2))])
    (one,) = threads.conversations(db)
    assert (one.messages, one.unread) == (2, 2)
    assert len(messages(db, thread_of(mail))) == 2


def test_the_last_line_stands_for_what_has_no_text(db: Replica) -> None:
    source = a_source(db)
    photo = Part(kind=1, attachment=Attachment(id=b"a" * 16, name="IMG_1.heic"))
    ingest(db, source, [people(), row(1, text(1, parts=(photo,)))])
    assert threads.conversations(db)[0].last_text == "IMG_1.heic"
    ingest(db, source, [row(2, text(2, parts=(Part(kind=BALLOON, summary="A poll"),)))])
    assert threads.conversations(db)[0].last_text == "A poll"
    ingest(db, source, [row(3, text(3, parts=None))])
    assert threads.conversations(db)[0].last_text is None


def test_the_newest_messages_are_given_oldest_first_unknown_times_last(db: Replica) -> None:
    ingest(db, a_source(db), [people(), *reversed(rows(9)), row(20, text(20, "undated", at=None))])
    assert [said.text for said in messages(db, thread_of(), 3)] == ["message 8", "message 9", "undated"]
    assert len(messages(db, thread_of(), 100)) == len(messages(db, thread_of())) == 10
    assert messages(db, thread_of(), 0) == []


def test_messages_of_one_time_have_one_order(db: Replica) -> None:
    ingest(db, a_source(db), [people(), *(row(number, text(number, at=START)) for number in range(1, 9))])
    ids = [said.id for said in messages(db, thread_of())]
    assert ids == sorted(ids)


@pytest.mark.parametrize("call", [lambda db: messages(db, b"x" * 16), lambda db: message(db, b"x" * 16)])
def test_what_is_not_there_is_named(db: Replica, call: object) -> None:
    with pytest.raises(NotFound) as told:
        call(db)  # type: ignore[operator]  # one of the two above
    assert told.value.finding.fixes

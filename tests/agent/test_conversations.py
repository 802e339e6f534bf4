"""What the person does to a conversation is kept, shown, and waits to be sent."""

import msgspec
import pytest

from owntexts.agent import contact, conversations, reading
from owntexts.agent.home import Home
from owntexts.errors import NotFound
from owntexts.model.records import Intent, Stamp
from owntexts.replica import intents, pending, state, threads
from owntexts.replica.threads import MUTED


def test_a_pinned_conversation_stands_first_until_it_is_let_go(filled_home: Home) -> None:
    before = [row.id for row in reading.conversations(filled_home)]
    last = before[-1]
    assert conversations.pin(filled_home, last) == conversations.Pinned(last, pinned=True)
    assert [row.id for row in reading.conversations(filled_home)] == [last, *before[:-1]]
    conversations.pin(filled_home, last, pinned=False)
    assert [row.id for row in reading.conversations(filled_home)] == before


def test_a_given_name_is_shown_and_found_and_an_empty_one_takes_it_back(filled_home: Home) -> None:
    row = next(row for row in reading.conversations(filled_home) if row.name)
    assert conversations.name(filled_home, row.id, " Book   club ").name == "Book club"
    assert reading.find_conversation(filled_home, "book club").hex() == row.id
    conversations.name(filled_home, row.id, "")
    assert next(one.name for one in reading.conversations(filled_home) if one.id == row.id) == row.name


def test_reading_leaves_nothing_unread_that_has_a_date(filled_home: Home) -> None:
    received = next(
        message
        for row in reading.conversations(filled_home)
        for message in reading.messages(filled_home, row.id)
        if message.direction == "in" and message.kind == "message" and message.at
    )
    unread = Intent(
        scope=intents.MESSAGE, target=bytes.fromhex(received.id), field="read", value=None, stamp=Stamp(1, 0, bytes(16))
    )
    intents.record(filled_home.replica, unread)
    row = next(row for row in reading.conversations(filled_home) if row.unread)
    assert conversations.read(filled_home, row.id).read_until == row.last_at
    assert next(one.unread for one in reading.conversations(filled_home) if one.id == row.id) == 0


def test_each_of_them_waits_to_be_sent_before_any_backlog(filled_home: Home) -> None:
    row, before = reading.conversations(filled_home)[0], pending.count(filled_home.replica)
    conversations.mute(filled_home, row.id)
    assert pending.count(filled_home.replica) == before + 1
    conversations.mute(filled_home, row.id, muted=False)
    assert pending.count(filled_home.replica) == before + 1


def test_what_is_done_under_a_wrong_clock_is_stamped_by_the_hubs(
    filled_home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    now, ahead = 1_795_000_000_000, 7_200_000
    monkeypatch.setattr(conversations, "now_ms", lambda: now)
    met = contact.Contact(at=now, offset_ms=ahead)
    state.put(filled_home.replica, contact.KEY, msgspec.json.encode(met))
    row = reading.conversations(filled_home)[0]
    conversations.mute(filled_home, row.id)
    assert threads.kept(filled_home.replica, bytes.fromhex(row.id)).done[MUTED].stamp.ms == now - ahead


def test_a_conversation_that_is_not_there_is_said(home: Home) -> None:
    with pytest.raises(NotFound):
        conversations.pin(home, "nobody")

"""Conversations, messages and searches of a filled home."""

import pytest

from owntexts.agent import reading
from owntexts.agent.home import Home
from owntexts.errors import NotFound, WrongUsage


def test_conversations_come_newest_first_and_are_not_empty(filled_home: Home) -> None:
    rows = reading.conversations(filled_home)
    times = [row.last_at or "" for row in rows]
    assert times == sorted(times, reverse=True)
    assert all(row.messages for row in rows)


def test_messages_come_oldest_first_and_a_limit_keeps_the_newest(filled_home: Home) -> None:
    conversation = max(reading.conversations(filled_home), key=lambda row: row.messages)
    everything = reading.messages(filled_home, conversation.id)
    assert len(everything) == conversation.messages
    assert [message.at or "~" for message in everything] == sorted(message.at or "~" for message in everything)
    assert reading.messages(filled_home, conversation.id, limit=3) == everything[-3:]


def test_a_conversation_is_found_by_the_beginning_of_its_id(filled_home: Home) -> None:
    for row in reading.conversations(filled_home):
        assert reading.find_conversation(filled_home, row.id[:8].upper()).hex() == row.id


def test_a_conversation_is_found_by_its_name_and_by_its_only_other_party(filled_home: Home) -> None:
    rows = reading.conversations(filled_home)
    names = [row.name for row in rows]
    parties = [row.participants for row in rows]
    named = next(row for row in rows if row.name and names.count(row.name) == 1)
    alone = next(row for row in rows if len(row.participants) == 1 and parties.count(row.participants) == 1)
    assert named.name is not None
    assert reading.find_conversation(filled_home, f" {named.name.upper()} ").hex() == named.id
    assert reading.find_conversation(filled_home, alone.participants[0]).hex() == alone.id


@pytest.mark.parametrize("said", ["nobody", "", "00000000", "f" * 32])
def test_what_names_no_conversation_is_not_found(filled_home: Home, said: str) -> None:
    with pytest.raises(NotFound):
        reading.messages(filled_home, said)


def test_several_of_one_name_are_told_apart_by_their_ids(filled_home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = (row for row in reading.conversations(filled_home)[:2])
    rows = [type(row)(row.id, "Same", (), None, 1, 0, None, None) for row in (first, second)]
    monkeypatch.setattr(reading, "conversations", lambda _home: rows)
    with pytest.raises(WrongUsage) as told:
        reading.find_conversation(filled_home, "same")
    assert {evidence.name for evidence in told.value.finding.evidence} == {first.id, second.id}

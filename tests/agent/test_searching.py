"""Searches of a filled home, by words and by the names of people and conversations."""

from datetime import UTC, datetime

import pytest

from owntexts.agent import conversations, reading, searching
from owntexts.agent.home import Home
from owntexts.model.message import Message
from owntexts.model.records import Intent, Stamp
from owntexts.replica import intents


def everything(home: Home) -> list[Message]:
    told = {one.id: one for row in reading.conversations(home) for one in reading.messages(home, row.id)}
    return sorted(told.values(), key=lambda one: (one.at or "", one.id))


def found(home: Home, query: str) -> set[str]:
    return {hit.message.id for hit in searching.search(home, query, zone=UTC).hits}


def test_a_search_finds_the_message_that_was_said(filled_home: Home) -> None:
    said = next(one for one in everything(filled_home) if one.text and len(one.text) > 20 and one.text.isascii())
    assert said.text is not None
    hits = searching.search(filled_home, f'"{said.text.splitlines()[0]}"'.replace('""', '"')).hits
    assert said.id in {hit.message.id for hit in hits}
    assert all(hit.snippet for hit in hits)


@pytest.mark.parametrize("query", ["", '"', "* AND (", "NEAR(a, b)", "text:foo", "\0", "-", "from:", "has:", "on:"])
def test_no_query_is_an_error(filled_home: Home, query: str) -> None:
    searching.search(filled_home, query)


def test_me_and_others_are_told_apart(filled_home: Home) -> None:
    told = everything(filled_home)
    assert found(filled_home, "from:me") == {one.id for one in told if one.direction == "out"}
    sender = next(one.sender for one in told if one.sender and one.sender.startswith("+1"))
    for asked in (sender, sender[2:], f'"{sender[:2]} {sender[2:5]}-{sender[5:8]}-{sender[8:]}"'):
        assert found(filled_home, f"from:{asked}") == {one.id for one in told if one.sender == sender}


def test_a_conversation_is_named_by_its_name_or_by_whom_it_is_with(filled_home: Home) -> None:
    row = next(row for row in reading.conversations(filled_home) if len(row.participants) == 1)
    conversations.name(filled_home, row.id, "Aunt Eulalia")
    wanted = {one.id for one in reading.messages(filled_home, row.id)}
    assert found(filled_home, 'in:"aunt eul"') == wanted
    assert found(filled_home, f"in:{row.id[:8]}") == wanted
    assert found(filled_home, "in:nobody") == set()


def test_operators_and_words_hold_together(filled_home: Home) -> None:
    told = [one for one in everything(filled_home) if one.at and one.kind == "message"]
    middle = datetime.fromisoformat(told[len(told) // 2].at or "")
    day = middle.date().isoformat()
    word = "tomorrow"
    said = {hit.message.id for hit in searching.search(filled_home, word).hits}
    mine = {one.id for one in told if one.direction == "out"}
    later = {one.id for one in told if (one.at or "") >= day}
    assert found(filled_home, f"{word} from:me after:{day}") == said & mine & later
    assert found(filled_home, f"{word} before:{day}") == said - later
    assert found(filled_home, "has:photo service:imessage") == {
        one.id
        for one in told
        if one.service == "iMessage"
        and any(part.attachment and (part.attachment.mime or "").startswith("image/") for part in one.parts)
    }


def test_unread_ones_are_found_until_the_person_has_read_the_conversation(filled_home: Home) -> None:
    row = next(row for row in reading.conversations(filled_home) if row.messages > 5)
    told = next(one for one in reading.messages(filled_home, row.id) if one.direction == "in" and one.at)
    unread = Intent(
        scope="message", target=bytes.fromhex(told.id), field="read", value=None, stamp=Stamp(1, 0, filled_home.device)
    )
    intents.record(filled_home.replica, unread)
    assert found(filled_home, "is:unread") == {told.id}
    assert found(filled_home, f"is:unread in:{row.id}") == {told.id}
    conversations.read(filled_home, row.id)
    assert found(filled_home, "is:unread") == set()


def test_what_makes_no_sense_is_told_and_taken_as_words(filled_home: Home) -> None:
    told = searching.search(filled_home, "before:tomorow has:cake")
    assert told.unclear == ("before:tomorow", "has:cake")
    assert told.hits == ()

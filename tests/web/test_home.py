"""The list of conversations."""

import re
from dataclasses import replace

import pytest
from tests.web.shelf import CONVERSATION, Conversation, Newest, Opened, Row

from owntexts.errors import ReplicaDamaged
from owntexts.web.lists import PAGE

GROUP = Row(id="c2" * 16, name=None, participants=("+15550101", "+15550102", "ada@example.org"), unread=4)


@pytest.fixture
def home(page: Opened) -> Opened:
    page.sign_in()
    return page


def test_a_conversation_is_listed_by_name_with_its_newest_line(home: Opened) -> None:
    answer = home.client.get("/").text
    assert f'href="/c/{CONVERSATION}"' in answer
    assert "<bdi>Grandma</bdi>" in answer
    assert "<bdi>See you on Sunday</bdi>" in answer


def test_a_group_without_a_name_is_called_by_who_is_in_it(home: Opened) -> None:
    home.shelf.reading.names = {"+15550101": "Ada Lindqvist", "+15550102": "Ben Huang", "ada@example.org": "Cy"}
    home.shelf.reading.listed = [Conversation(GROUP, Newest("Hello", "+15550102"), group=True)]
    answer = home.client.get("/").text
    assert "<bdi>Ada, Ben and Cy</bdi>" in answer
    assert '<span class="who-said">Ben: </span>' in answer


def test_a_group_that_was_named_by_nobody_is_told_shortly(home: Opened) -> None:
    home.shelf.reading.names = {"+15550101": "Ada Lindqvist", "+15550102": "Ben Huang"}
    for name, told in (
        ("Ada Lindqvist, Ben Huang, ada@example.org", "Ada, Ben and ada@example.org"),
        ("Ada Lindqvist, Ben Huang", "Ada Lindqvist, Ben Huang"),
        ("Soup, and boats", "Soup, and boats"),
    ):
        home.shelf.reading.listed = [Conversation(replace(GROUP, name=name), group=True)]
        assert f"<bdi>{told}</bdi>" in home.client.get("/").text


def test_where_nothing_is_to_be_read_yet_the_list_leads_to_adding_messages(home: Opened) -> None:
    home.shelf.reading.listed = []
    assert '<a class="button main" href="/welcome/messages">Add your messages</a>' in home.client.get("/search").text


def test_pinned_muted_and_unread_are_said_in_words_too(home: Opened) -> None:
    home.shelf.reading.listed = [Conversation(GROUP, Newest(mine=True), group=True, pinned=True, muted=True)]
    answer = home.client.get("/").text
    for words in ("pinned</span>", "muted</span>", '4<span class="unseen"> unread', "You: "):
        assert words in answer


def test_a_long_list_comes_in_pieces(home: Opened) -> None:
    home.shelf.reading.listed = [Conversation(Row(id=f"{number:032x}")) for number in range(1, PAGE + 31)]
    answer = home.client.get("/").text
    assert answer.count('class="conversation') - answer.count('class="conversations') == PAGE
    assert f"/?show={2 * PAGE}" in answer
    assert f"/c/{PAGE + 30:032x}" in home.client.get(f"/?show={2 * PAGE}").text
    assert f"/c/{PAGE + 30:032x}" in home.client.get(f"/conversations?show={2 * PAGE}").text


@pytest.mark.parametrize("show", ["-1", "many", "9" * 400, "²"])
def test_a_senseless_number_of_conversations_is_ignored(home: Opened, show: str) -> None:
    assert home.client.get("/", params={"show": show}).status_code == 200


def test_the_list_is_sent_only_when_it_reads_otherwise(home: Opened) -> None:
    whole = home.client.get(f"/c/{CONVERSATION}").text
    has = re.search(r'id="conversations-has" name="has" value="([0-9a-f]+)"', whole)
    assert has
    asked = {"open": CONVERSATION, "show": "1", "has": has[1]}
    assert home.client.get("/conversations", params=asked).status_code == 204
    home.shelf.reading.listed = [Conversation(newest=Newest("Something new"))]
    changed = home.client.get("/conversations", params=asked)
    assert "Something new" in changed.text
    assert "<html" not in changed.text


def test_a_copy_that_cannot_be_read_is_explained_beside_the_label(home: Opened) -> None:
    home.shelf.reading.damage = ReplicaDamaged("The copy is damaged", "It is made anew from the hub.")
    answer = home.client.get("/")
    assert answer.status_code == 200
    assert "The copy is damaged. It is made anew from the hub." in answer.text
    assert "No messages yet" not in answer.text


def test_the_help_page_tells_of_apples_label_and_all_nine_steps(home: Opened) -> None:
    answer = home.client.get("/help/apples-pause").text
    assert answer.count("<li><strong>") == 9
    assert 'href="/help/apples-pause"' in home.client.get("/").text

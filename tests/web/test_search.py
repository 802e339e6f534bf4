"""What a search finds, in the place of the list and in its conversation."""

import re

import pytest
from tests.web.shelf import CONVERSATION, Opened, a_message

from owntexts.web.finds import MOST, PAGE

THREAD = f"/c/{CONVERSATION}"


@pytest.fixture
def seeking(page: Opened) -> Opened:
    page.sign_in()
    page.shelf.reading.shown = [a_message(number) for number in range(1, 200)]
    return page


def hits(html: str) -> list[int]:
    return [int(found, 16) for found in re.findall(r"\?at=([0-9a-f]{32})&amp;q=", html)]


def test_results_stand_in_the_list_with_their_words_marked(seeking: Opened) -> None:
    answer = seeking.client.get("/search", params={"q": "text 17"}).text
    assert hits(answer) == [*range(179, 169, -1), 17]
    assert "<mark>text 17</mark>" in answer
    assert 'value="text 17"' in answer


def test_results_come_while_one_types(seeking: Opened) -> None:
    part = seeking.client.get("/found", params={"q": "text 17"}).text
    assert hits(part) == hits(seeking.client.get("/search", params={"q": "text 17"}).text)
    assert "<html" not in part
    assert 'hx-get="/found"' in seeking.client.get("/").text


def test_many_results_come_in_pieces(seeking: Opened) -> None:
    first = seeking.client.get("/search", params={"q": "text"}).text
    assert len(hits(first)) == PAGE
    assert f"/search?q=text&amp;show={2 * PAGE}" in first
    assert len(hits(seeking.client.get("/search", params={"q": "text", "show": 2 * PAGE}).text)) == 2 * PAGE
    assert len(hits(seeking.client.get("/found", params={"q": "text", "show": MOST}).text)) == 199


def test_conversations_are_found_by_their_name(seeking: Opened) -> None:
    answer = seeking.client.get("/found", params={"q": "grand"}).text
    assert f'href="{THREAD}"' in answer
    assert hits(answer) == []


def test_a_hit_in_its_conversation_leads_to_the_next_one(seeking: Opened) -> None:
    answer = seeking.client.get(f"/m/{175:032x}", params={"q": "text 17"}).text
    assert "5 of 11" in answer
    assert f'href="/m/{174:032x}?q=text%2017" rel="next"' in answer
    assert f'href="/m/{176:032x}?q=text%2017" rel="prev"' in answer
    assert re.search(rf'at={175:032x}&amp;q=text%2017#m{175:032x}" class="conversation hit" aria-current', answer)
    assert 'class="way"' not in seeking.client.get(f"/m/{1:032x}", params={"q": "text 17"}).text


def test_what_was_not_understood_is_said(seeking: Opened) -> None:
    seeking.shelf.searching.unclear = ("before:tomorow",)
    answer = seeking.client.get("/found", params={"q": "nothing before:tomorow"}).text
    assert "<bdi>before:tomorow</bdi> makes no sense" in answer
    assert "Nothing found." in answer


def test_without_words_it_says_how_to_search(seeking: Opened) -> None:
    assert "from:ada" in seeking.client.get("/search").text
    assert seeking.client.get("/search", params={"q": "x" * 60_000}).status_code == 200

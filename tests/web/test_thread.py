"""One conversation: its pieces, how its messages stand, and what is told of each."""

import re

import pytest
from tests.web.shelf import CONVERSATION, START, Conversation, Opened, Row, a_message

from owntexts.model.message import ShownEdit, ShownEvent, ShownPart, ShownReaction, ShownReplyTo
from owntexts.model.times import rfc3339
from owntexts.web.pages.thread import PAGE

THREAD = f"/c/{CONVERSATION}"
MINUTE = 60_000


@pytest.fixture
def thread(page: Opened) -> Opened:
    page.sign_in()
    return page


def ids(html: str) -> list[int]:
    return [int(found, 16) for found in re.findall(r'<li class="row [^>]+ id="m([0-9a-f]{32})"', html)]


def link(html: str, rel: str) -> str:
    found = re.search(rf'rel="{rel}" href="([^"]+)"', html)
    assert found
    return found[1]


def test_a_conversation_opens_at_its_end_and_leads_back_to_its_beginning(thread: Opened) -> None:
    thread.shelf.reading.shown = [a_message(number) for number in range(1, 3 * PAGE)]
    newest = thread.client.get(THREAD).text
    assert ids(newest) == list(range(2 * PAGE, 3 * PAGE))
    assert 'rel="next"' not in newest
    middle = thread.client.get(link(newest, "prev")).text
    assert ids(middle) == list(range(PAGE, 2 * PAGE))
    first = thread.client.get(link(middle, "prev")).text
    assert ids(first) == list(range(1, PAGE))
    assert 'rel="prev"' not in first
    assert ids(thread.client.get(link(first, "next")).text) == list(range(PAGE, 2 * PAGE))


def test_pieces_join_without_a_seam(thread: Opened) -> None:
    thread.shelf.reading.shown = [
        a_message(number, at=rfc3339(START + number * 7 * MINUTE), direction="out" if number % 3 else "in")
        for number in range(1, 40)
    ]
    whole = thread.client.get(THREAD).text
    middle = f"{20:032x}"
    pieces = [thread.client.get(f"{THREAD}/part", params={side: middle}).text for side in ("before", "after")]
    rows = re.compile(r"<li class=\"row .*?</li>", re.DOTALL)
    around = rows.findall(whole)
    assert rows.findall(pieces[0]) + around[19:20] + rows.findall(pieces[1]) == around


def test_a_message_leads_to_its_place(thread: Opened) -> None:
    thread.shelf.reading.shown = [a_message(number) for number in range(1, 3 * PAGE)]
    told = thread.client.get(f"/m/{70:032x}", follow_redirects=False)
    assert told.headers["location"] == f"{THREAD}?at={70:032x}#m{70:032x}"
    assert 70 in ids(thread.client.get(told.headers["location"]).text)


@pytest.mark.parametrize(("asked", "first"), [("start=1", 1), ("on=2025-10-10", 16), ("on=never", 1)])
def test_a_day_leads_to_its_first_message(thread: Opened, asked: str, first: int) -> None:
    thread.client.cookies.set("owntexts_zone", "UTC")
    thread.shelf.reading.shown = [a_message(number) for number in range(1, 3 * PAGE)]
    told = thread.client.get(f"{THREAD}?{asked}", follow_redirects=False)
    assert told.headers["location"].endswith(f"#m{first:032x}")


def test_the_zone_comes_as_a_browser_writes_it_into_a_cookie(thread: Opened) -> None:
    thread.shelf.reading.shown = [
        a_message(1, at="2026-10-25T00:30:00.000Z"),
        a_message(2, at="2026-10-25T01:30:00.000Z"),
    ]
    for zone, times in (("Europe%2FBerlin", ["02:30", "02:30"]), ("Asia/Kolkata", ["06:00", "07:00"])):
        thread.client.cookies.set("owntexts_zone", zone)
        told = thread.client.get(THREAD, headers={"accept-language": "en-GB"}).text
        assert re.findall(r'class="when".*?>([^<]+)</a>', told) == times


def test_a_page_that_shows_some_messages_hears_what_became_of_them(thread: Opened) -> None:
    shown = thread.shelf.reading.shown = [a_message(number) for number in range(1, 9)]
    asked = {"first": shown[2].id, "last": shown[5].id}
    first = thread.client.get(f"{THREAD}/window", params=asked)
    assert ids(first.text) == [3, 4, 5, 6]
    has = re.search(r'id="rows-has" name="has" value="([0-9a-f]+)"', first.text)
    assert has
    assert thread.client.get(f"{THREAD}/window", params={**asked, "has": has[1]}).status_code == 204
    shown[3] = a_message(4, parts=(ShownPart("text", "changed", (), None, None),))
    assert "changed" in thread.client.get(f"{THREAD}/window", params={**asked, "has": has[1]}).text
    assert ids(thread.client.get(f"{THREAD}/window", params={"first": shown[6].id}).text) == [7, 8]
    assert ids(thread.client.get(f"{THREAD}/window").text) == list(range(1, 9))


def test_messages_of_one_sender_stand_together_until_some_time_passes(thread: Opened) -> None:
    minutes = (0, 1, 2, 20, 21, 200)
    thread.shelf.reading.shown = [
        a_message(number, at=rfc3339(START + minute * MINUTE)) for number, minute in enumerate(minutes, start=1)
    ]
    classes = re.findall(r'<li class="row in([^"]*)"', thread.client.get(THREAD).text)
    assert classes == [" first", "", " last rests", " first", " last rests", " first last"]


def test_a_day_and_a_service_stand_above_where_they_change(thread: Opened) -> None:
    thread.shelf.reading.shown = [a_message(1), a_message(2, service="SMS", at=rfc3339(START + 61 * MINUTE))]
    assert re.findall(r'class="heading">([^<]+)<', thread.client.get(THREAD).text)[1:] == ["Text message"]


def test_names_stand_in_groups_only(thread: Opened) -> None:
    thread.shelf.reading.names = {"+15550100": "Ada Lindqvist"}
    assert '<p class="sender">' not in thread.client.get(THREAD).text
    thread.shelf.reading.listed = [Conversation(Row(participants=("+15550100", "+15550101")), group=True)]
    assert '<p class="sender"><bdi>Ada Lindqvist</bdi></p>' in thread.client.get(THREAD).text


def test_what_happened_to_a_conversation_is_a_sentence(thread: Opened) -> None:
    event = ShownEvent("renamed", None, "Summer house")
    thread.shelf.reading.shown = [a_message(1, kind="event", direction="none", parts=(), text=None, event=event)]
    assert "+15550100 named the conversation “Summer house”" in thread.client.get(THREAD).text


def test_reactions_edits_effects_and_what_was_unsent_are_told(thread: Opened) -> None:
    thread.shelf.reading.names = {"+15550101": "Ben"}
    loved = [ShownReaction(by, "loved", None, 0, None, removed=False) for by in (None, "+15550101")]
    taken_back = ShownReaction("+15550102", "liked", None, 0, None, removed=True)
    thread.shelf.reading.shown = [
        a_message(1, reactions=(*loved, taken_back), edits=(ShownEdit(0, "before", rfc3339(START)),)),
        a_message(2, parts=(ShownPart("unsent", None, (), None, None),), deleted_at=rfc3339(START)),
        a_message(3, effect="invisibleink", direction="out", sender=None, read_at=rfc3339(START)),
    ]
    answer = thread.client.get(THREAD).text
    for words in ("❤️<b>2</b>", "You and Ben loved this", "before", "Unsent", "Recently Deleted", "Invisible Ink"):
        assert words in answer
    assert "👍" not in answer
    assert re.search(r"<span>Read \d", answer)


def test_a_reply_shows_what_it_replies_to(thread: Opened) -> None:
    thread.shelf.reading.shown = [
        a_message(1),
        a_message(2, reply_to=ShownReplyTo(f"{1:032x}", 0)),
        a_message(3, reply_to=ShownReplyTo("f" * 32, None)),
    ]
    answer = thread.client.get(THREAD).text
    assert re.search(rf'class="quote" href="/m/{1:032x}">.*\+15550100.*text 1', answer)
    assert "a message that is not here" in answer


def test_an_unknown_conversation_is_said_kindly(thread: Opened) -> None:
    for path in ("/c/nowhere", "/c/nowhere/info", "/c/nowhere?on=2025-10-10", f"/m/{99:032x}", "/c/nowhere/print"):
        answer = thread.client.get(path)
        assert answer.status_code == 404
        assert "There is no such" in answer.text

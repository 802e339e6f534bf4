"""Storage, what is worth a look, and Recently Deleted, as pages."""

import re

import pytest
from tests.web.shelf import CONVERSATION, ByKind, Gone, Local, Opened, Reviewed, Storage, a_message

from owntexts.web import dates, rooms

ONE = f"{1:032x}"
REVIEW = "/settings/storage/review"
PHONE_AND_MAC = "Deleting here never touches your phone or Mac."


@pytest.fixture
def opened(page: Opened) -> Opened:
    page.sign_in()
    return page


def deleted(*numbers: int) -> list[Gone]:
    return [Gone(a_message(number, deleted_at="2026-11-02T10:00:00.000Z")) for number in numbers]


def test_storage_tells_quota_kinds_conversations_largest_and_this_device(opened: Opened) -> None:
    told = opened.client.get("/settings/storage").text
    for words in ("<b>8.0 kB</b> of 10.0 kB · 80 %", "5.0 kB", "Grandma", "2 files · 7.0 kB", "waves.mov", "9.0 kB"):
        assert words in told
    assert f'href="/c/{CONVERSATION}/info"' in told


def test_without_an_account_nothing_is_told_of_the_hub(opened: Opened) -> None:
    opened.shelf.room.told = Storage(None, None, ByKind(None, 0, 0, 0, 0), (), (), Local())
    told = opened.client.get("/settings/storage").text
    assert "No hub has told of its room" in told
    assert "What files take" in told
    assert "%" not in told.partition('id="hub"')[2].partition("<svg")[0]


@pytest.mark.parametrize("path", ["/settings/storage", "/settings/storage/review", "/settings/deleted"])
def test_each_page_that_deletes_says_what_it_never_touches(opened: Opened, path: str) -> None:
    assert PHONE_AND_MAC in opened.client.get(path).text
    for other in (f"/m/{ONE}/info", f"/c/{CONVERSATION}/info"):
        assert PHONE_AND_MAC in opened.client.get(other).text


def test_what_is_worth_a_look_is_listed_by_why_and_deleted_from_there(opened: Opened) -> None:
    opened.shelf.reading.shown = [a_message(1), a_message(2)]
    opened.shelf.room.worth = [Reviewed(), Reviewed(f"{2:032x}", "duplicate")]
    told = opened.client.get("/settings/storage/review?why=duplicate").text
    assert ("text 2" in told, "text 1" in told) == (True, False)
    answer = opened.post("/settings/storage/review/delete?why=duplicate", **{f"pick-{2:032x}": "on"})
    assert "1 message is in Recently Deleted." in answer.text
    assert f'href="{REVIEW}?why=duplicate" aria-current="true"' in answer.text
    assert opened.shelf.room.done == [("delete", f"{2:032x}")]


def test_several_are_deleted_with_one_yes_and_all_of_them_come_back(opened: Opened) -> None:
    ids = [f"{one:032x}" for one in range(1, 41)]
    opened.shelf.reading.shown = [a_message(one) for one in range(1, 41)]
    opened.shelf.room.worth = [Reviewed(one) for one in ids]
    ticked = re.findall(r'<input type="checkbox" name="(pick-[0-9a-f]{32})"', opened.client.get(REVIEW).text)
    told = opened.post(f"{REVIEW}/delete", **dict.fromkeys(ticked, "on")).text
    assert "40 messages are in Recently Deleted." in told
    back = re.findall(r'<input type="hidden" name="(pick-[0-9a-f]{32})"', told)
    assert "40 messages are back." in opened.post(f"{REVIEW}/recover", **dict.fromkeys(back, "on")).text
    assert opened.shelf.room.done == [("delete", *ids), ("recover", *ids)]


def test_nothing_chosen_deletes_nothing(opened: Opened) -> None:
    assert "Nothing is chosen" in opened.post(f"{REVIEW}/delete").text
    assert opened.shelf.room.done == []


def test_recently_deleted_tells_how_long_and_leads_back_or_to_the_end(opened: Opened) -> None:
    opened.shelf.room.gone = deleted(1, 2)
    told = opened.client.get("/settings/deleted").text
    assert told.index("text 2") < told.index("text 1"), "the newest first"
    assert f"until {dates.day(opened.shelf.room.gone[0].purge_at)}" in told
    opened.post("/settings/deleted/recover", message=ONE)
    opened.post("/settings/deleted/recover-all")
    assert opened.shelf.room.done == [("recover", ONE), ("recover", ONE, f"{2:032x}")]


def test_purging_tells_what_it_freed_or_that_the_hub_was_not_asked_yet(opened: Opened) -> None:
    opened.shelf.room.gone = deleted(1, 2)
    assert (
        "2 messages are gone for ever, and 12.3 MB freed on the hub." in opened.post("/settings/deleted/purge-all").text
    )
    opened.shelf.room.freed = None
    told = opened.post("/settings/deleted/purge", message=ONE).text
    assert "1 message is gone for ever. The hub frees their room at the next sync." in told


def test_a_message_and_a_conversation_are_deleted_and_recovered_on_their_own_pages(opened: Opened) -> None:
    assert opened.post(f"/m/{ONE}/delete").url.path == f"/m/{ONE}/info"
    opened.shelf.reading.shown = [one.message for one in deleted(1)]
    assert "Recover it" in opened.client.get(f"/m/{ONE}/info").text
    opened.post(f"/m/{ONE}/recover")
    assert opened.post(f"/c/{CONVERSATION}/delete").url.path == "/settings/deleted"
    assert opened.shelf.room.done == [("delete", ONE), ("recover", ONE), ("delete conversation", CONVERSATION)]


def test_nothing_is_deleted_without_the_session_s_own_token(opened: Opened) -> None:
    headers = {"origin": "http://127.0.0.1:8944"}
    for path in (f"/m/{ONE}/delete", f"/c/{CONVERSATION}/delete", "/settings/deleted/purge-all"):
        assert opened.client.post(path, data={"csrf": "0" * 64}, headers=headers).status_code == 403
    assert opened.shelf.room.done == []


def test_the_bar_is_as_long_as_what_is_used_and_never_longer_than_the_quota() -> None:
    segments = rooms.bar(Storage())
    assert [round(each.length) for each in segments] == [50, 20, 0, 0, 10]
    assert [round(each.start) for each in segments] == [0, 50, 70, 70, 70]
    over = rooms.bar(Storage(quota=1_000))
    assert sum(each.length for each in over) == pytest.approx(100)
    assert rooms.bar(Storage(None, None, ByKind(None, 0, 0, 0, 0)))[0].length == 0
    assert rooms.share(Storage(used=99_999)) == 100

"""The pages over ASGI: what opens them, what they refuse, what they show."""

import re

import pytest
from tests.web.shelf import Opened, Person, a_message

from owntexts.errors import ReplicaDamaged
from owntexts.model.message import ShownEvent, ShownPart, ShownReaction
from owntexts.web.sessions import LINK_SECONDS


def test_a_page_without_a_session_shows_nothing_but_the_way_in(page: Opened) -> None:
    for path in ("/", "/c/c1", "/search?q=text"):
        answer = page.client.get(path)
        assert answer.status_code == 401
        assert "owntexts up" in answer.text
        assert "Grandma" not in answer.text


def test_a_link_opens_the_page_once(page: Opened) -> None:
    link = page.sessions.link()
    assert "Grandma" in page.client.get(f"/open/{link}").text
    page.client.cookies.clear()
    assert page.client.get(f"/open/{link}").status_code == 401


def test_a_link_is_void_after_ten_minutes(page: Opened) -> None:
    link = page.sessions.link()
    page.now[0] += LINK_SECONDS
    assert page.client.get(f"/open/{link}").status_code == 401


def test_the_session_cookie_is_kept_from_scripts_and_other_sites(page: Opened) -> None:
    answer = page.client.get(f"/open/{page.sessions.link()}", follow_redirects=False)
    cookie = answer.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=strict" in cookie


def test_another_host_is_refused_even_with_a_session(page: Opened) -> None:
    page.sign_in()
    assert page.client.get("/", headers={"host": "evil.example"}).status_code == 421


def test_a_form_of_another_site_is_refused(page: Opened) -> None:
    page.sign_in()
    assert page.client.post("/leave", headers={"origin": "http://evil.example"}).status_code == 403
    assert page.client.post("/leave").status_code == 403
    assert page.client.get("/").status_code == 200


def test_leaving_ends_the_session(page: Opened) -> None:
    page.sign_in()
    kept = dict(page.client.cookies)
    page.post("/leave")
    page.client.cookies.update(kept)
    assert page.client.get("/").status_code == 401


def test_no_page_may_load_anything_from_elsewhere_or_run_a_script_that_it_carries(page: Opened) -> None:
    page.sign_in()
    answer = page.client.get("/")
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'; script-src 'self';" in policy
    for loose in ("unsafe", "http", "*", "data:"):
        assert loose not in policy
    assert re.findall(r"<script(?! src=\"/static/)", answer.text) == []
    assert re.findall(r"\son[a-z]+=|\sstyle=|hx-on|javascript:", answer.text) == []


def test_every_script_and_style_is_served_by_this_device(page: Opened) -> None:
    page.sign_in()
    loaded = re.findall(r'(?:src|href)="(/static/[^"]+)"', page.client.get("/").text)
    assert len(loaded) == 5
    assert all(page.client.get(path).status_code == 200 for path in loaded)


def test_a_thread_shows_its_messages_by_day(page: Opened) -> None:
    page.sign_in()
    page.shelf.shown = [a_message(1), a_message(2, direction="out", sender=None)]
    answer = page.client.get("/c/c1").text
    assert "text 1" in answer
    assert 'class="bubble out imessage"' in answer
    assert answer.count("<h3>") == 2


def test_a_long_thread_offers_earlier_messages(page: Opened) -> None:
    page.sign_in()
    page.shelf.shown = [a_message(number) for number in range(500)]
    first = page.client.get("/c/c1").text
    assert "text 499" in first
    assert "text 200<" not in first
    assert 'href="?show=400"' in first
    assert "text 100<" in page.client.get("/c/c1?show=400").text


@pytest.mark.parametrize("show", ["-1", "many", "9" * 400, "²"])
def test_a_senseless_number_of_messages_is_ignored(page: Opened, show: str) -> None:
    page.sign_in()
    assert page.client.get("/c/c1", params={"show": show}).status_code == 200


def test_what_happened_to_a_conversation_is_a_sentence(page: Opened) -> None:
    page.sign_in()
    event = ShownEvent("renamed", None, "Summer house")
    page.shelf.shown = [a_message(1, kind="event", direction="none", parts=(), text=None, event=event)]
    assert "+15550100 named the conversation “Summer house”" in page.client.get("/c/c1").text


def test_hostile_text_stays_text(page: Opened) -> None:
    page.sign_in()
    page.shelf.shown = [a_message(1, parts=(ShownPart("text", "<script>alert(1)</script>", (), None, None),))]
    answer = page.client.get("/c/c1").text
    assert "<script>" not in answer
    assert "&lt;script&gt;" in answer


def test_reactions_unsent_parts_and_recently_deleted_are_told(page: Opened) -> None:
    page.sign_in()
    page.shelf.shown = [
        a_message(
            1,
            parts=(ShownPart("unsent", None, (), None, None),),
            reactions=(ShownReaction(None, "loved", None, 0, None, removed=False),),
            deleted_at="2026-11-01T00:00:00.000Z",
        )
    ]
    answer = page.client.get("/c/c1").text
    assert "Unsent" in answer
    assert "❤️" in answer
    assert "Recently Deleted" in answer


def test_a_copy_that_cannot_be_read_is_explained_beside_the_label(page: Opened) -> None:
    page.sign_in()
    page.shelf.damage = ReplicaDamaged("The copy is damaged", "It is made anew from the hub.")
    answer = page.client.get("/")
    assert answer.status_code == 200
    assert "The copy is damaged. It is made anew from the hub." in answer.text
    assert "No messages yet" not in answer.text


def test_the_help_page_tells_of_apples_label_and_all_nine_steps(page: Opened) -> None:
    assert page.client.get("/help/apples-pause").status_code == 401
    page.sign_in()
    answer = page.client.get("/help/apples-pause").text
    assert answer.count("<li><strong>") == 9
    assert 'href="/help/apples-pause"' in page.client.get("/").text


def test_parts_are_sent_only_when_they_read_otherwise_than_the_page_that_asks(page: Opened) -> None:
    page.sign_in()
    for name, path in (("messages", "/c/c1/messages?show=200&"), ("conversations", "/conversations?")):
        first = page.client.get(path)
        found = re.search(rf'id="{name}-has" name="has" value="([0-9a-f]+)"', first.text)
        assert found
        assert page.client.get(f"{path}has={found[1]}").status_code == 204
    page.shelf.shown.append(a_message(2))
    changed = page.client.get("/c/c1/messages", params={"has": found[1]})
    assert "text 2" in changed.text
    assert "<html" not in changed.text


def test_a_page_and_its_part_agree_so_that_nothing_is_swapped_for_nothing(page: Opened) -> None:
    page.sign_in()
    whole = page.client.get("/c/c1").text
    for name, path in (("messages", "/c/c1/messages?show=200&"), ("conversations", "/conversations?open=c1&")):
        found = re.search(rf'id="{name}-has" name="has" value="([0-9a-f]+)"', whole)
        assert found
        named = "" if "named=1" not in whole else "named=1&"
        assert page.client.get(f"{path}{named}has={found[1]}").status_code == 204


def test_an_unknown_conversation_is_said_kindly(page: Opened) -> None:
    page.sign_in()
    answer = page.client.get("/c/nowhere")
    assert answer.status_code == 404
    assert "There is no such conversation" in answer.text


def test_search_links_to_the_message_in_its_conversation(page: Opened) -> None:
    page.sign_in()
    answer = page.client.get("/search", params={"q": "text"}).text
    assert f'href="/c/c1#m{1:032x}"' in answer
    assert "Nothing found" in page.client.get("/search", params={"q": "absent"}).text


def test_people_have_the_names_and_photos_of_address_books(page: Opened) -> None:
    page.sign_in()
    assert "/photo/" not in page.client.get("/").text
    page.shelf.known = {"+15550100": Person("Grandma", has_photo=True)}
    page.shelf.shown = [a_message(1), a_message(2, event=ShownEvent("left", "+15550100", None))]
    assert '<img class="sign" src="/photo/%2B15550100"' in page.client.get("/").text
    thread = page.client.get("/c/c1/messages?named=1").text
    assert '<p class="sender">Grandma</p>' in thread
    assert "Grandma left the conversation" in thread
    assert ">Grandma</span>" in page.client.get("/search?q=text").text


def test_a_photo_is_given_to_a_session_only(page: Opened) -> None:
    page.shelf.known = {"+15550100": Person("Grandma", has_photo=True)}
    assert page.client.get("/photo/%2B15550100").status_code == 401
    page.sign_in()
    found = page.client.get("/photo/%2B15550100")
    assert (found.status_code, found.headers["content-type"]) == (200, "image/jpeg")
    assert found.headers["cache-control"] == "private, max-age=3600"
    assert page.client.get("/photo/nobody").status_code == 404

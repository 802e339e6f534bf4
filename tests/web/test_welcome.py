"""The first steps: an account, its recovery key, messages; and files that come in pieces."""

import re

import pytest
from tests.web.shelf import FINDING, HOST, RECOVERY_KEY, BeingRead, Counts, Opened, Store

from owntexts.agent.underway import WorkProgress
from owntexts.errors import AccountRefused, SourceFailed
from owntexts.web.guesses import hint
from owntexts.web.keys import SHOWN_S, Key
from owntexts.web.pages.uploads import LONGEST
from owntexts.web.pages.welcome import written_down

STEPS = ("/welcome", "/welcome/create", "/welcome/join", "/welcome/messages")
KEY = Key("ada", "http://127.0.0.1:8943", RECOVERY_KEY)


@pytest.fixture
def first(page: Opened) -> Opened:
    """A device that has nothing yet."""
    page.sign_in()
    page.shelf.accounts.member_of = None
    page.shelf.reading.listed = []
    return page


def created(first: Opened) -> str:
    answer = first.post("/welcome/create", name="ada", password="nine geese", device="desk", hub="")
    assert answer.url.path == "/welcome/key"
    return answer.text


@pytest.mark.parametrize("path", [*STEPS, "/welcome/key", "/welcome/sheet", "/welcome/readings", "/uploads/0"])
def test_nobody_begins_without_a_session(page: Opened, path: str) -> None:
    assert page.client.get(path).status_code == 401


@pytest.mark.parametrize("path", ["/welcome/create", "/welcome/join", "/welcome/key", "/welcome/messages", "/uploads"])
def test_no_step_is_taken_by_another_site(first: Opened, path: str) -> None:
    assert first.client.post(path, data={}, headers={"origin": f"http://{HOST}"}).status_code == 403
    assert (
        first.client.post(path, data={"csrf": first.csrf}, headers={"origin": "http://evil.example"}).status_code == 403
    )


def test_a_device_with_nothing_begins_with_the_first_steps(first: Opened) -> None:
    assert first.client.get("/").url.path == "/welcome"
    first.shelf.accounts.member_of = "ada"
    assert first.client.get("/").url.path == "/"


def test_an_account_is_created_on_the_hub_of_this_computer(first: Opened) -> None:
    told = created(first)
    assert first.shelf.accounts.asked == {
        "hub": "http://127.0.0.1:8943",
        "name": "ada",
        "device": "desk",
        "invite": None,
        "password": "nine geese",
    }
    assert all(f"</span>{group}</li>" in told for group in KEY.groups)


def test_what_the_hub_refuses_is_said_and_what_was_typed_stays_but_for_the_password(first: Opened) -> None:
    first.shelf.accounts.refusal = AccountRefused("That name is taken", "Another account has it.")
    answer = first.post("/welcome/create", name="ada", password="nine geese", hub="owntexts://h:1/?sha256=x")
    assert answer.status_code == 422
    assert "That name is taken.</b> Another account has it." in answer.text
    assert 'value="ada"' in answer.text
    assert "owntexts://h:1" in answer.text
    assert "nine geese" not in answer.text


def test_the_key_is_shown_until_the_person_has_shown_to_have_it(first: Opened) -> None:
    created(first)
    asked = KEY.asked
    assert len(set(asked)) == 2
    wrong = first.post("/welcome/key", **{f"group{number}": "XXXX" for number in asked})
    assert "not the groups" in wrong.text
    right = {f"group{number}": f" {KEY.groups[number - 1].lower()} " for number in asked}
    assert first.post("/welcome/key", **right).url.path == "/welcome/messages"
    for path in ("/welcome/key", "/welcome/sheet"):
        answer = first.client.get(path)
        assert answer.url.path == "/welcome/messages"
        assert KEY.groups[0] not in answer.text


def test_the_key_is_shown_for_an_hour_and_to_its_own_session_only(first: Opened) -> None:
    created(first)
    first.client.cookies.clear()
    first.sign_in()
    assert first.client.get("/welcome/key").url.path == "/welcome/messages"
    created(first)
    first.now[0] += SHOWN_S
    assert first.client.get("/welcome/key").url.path == "/welcome/messages"


def test_a_key_is_read_as_people_write_it() -> None:
    one = Key("", "", "0123-" * 13 + "ABC1")
    assert one.is_known([one.groups[number - 1].replace("0", "o").replace("1", "l") for number in one.asked])
    assert not one.is_known(["", ""])


def test_the_sheet_has_everything_and_a_square_to_scan(first: Opened) -> None:
    created(first)
    sheet = first.client.get("/welcome/sheet").text
    assert "Nobody, not even whoever runs the hub, can reset it" in sheet
    assert "<svg" in sheet
    assert "style=" not in sheet
    assert all(group in sheet for group in KEY.groups)


def test_what_the_square_says_is_enough_to_join(first: Opened) -> None:
    first.post("/welcome/join", hub=written_down(KEY).replace("\n", "\r\n"), by="password", secret="")
    assert first.shelf.accounts.asked == {
        "hub": "http://127.0.0.1:8943",
        "name": "ada",
        "device": "desk",
        "secret": RECOVERY_KEY,
        "by_recovery_key": True,
    }


def test_joining_by_a_link_and_a_password(first: Opened) -> None:
    answer = first.post(
        "/welcome/join", hub=" owntexts://h:1/?sha256=ab ", name="ada", secret="nine geese", by="password"
    )
    assert answer.url.path == "/welcome/messages"
    assert first.shelf.accounts.asked["hub"] == "owntexts://h:1/?sha256=ab"
    assert first.shelf.accounts.asked["by_recovery_key"] is False


def test_a_password_is_hinted_at_and_never_refused(first: Opened) -> None:
    told = first.post("/welcome/password", password="abc").text
    assert "within the hour" in told
    assert "<html" not in told
    assert [hint(guesses).strength for guesses in (0, 9, 12, 14)] == [0, 1, 2, 3]


def test_stores_are_offered_and_a_path_can_be_named(first: Opened) -> None:
    first.shelf.bringing.stores = (Store("Messages of a Mac", "/Users/a/<b>.db"),)
    page = first.client.get("/welcome/messages").text
    assert "/Users/a/&lt;b&gt;.db" in page
    for sentence in ("iPhone and Mac", "iPhone and Windows PC", "iPhone and no computer", "Android"):
        assert sentence in page
    first.post("/welcome/messages", path=" ~/sms.xml ")
    assert first.shelf.bringing.done == [("add", "~/sms.xml")]


def test_a_path_that_is_no_store_is_explained(first: Opened) -> None:
    first.shelf.bringing.refusal = SourceFailed("Nothing is known of it", "It is a letter.", code="source.unrecognised")
    answer = first.post("/welcome/messages", path="letter.txt")
    assert "Nothing is known of it.</b> It is a letter." in answer.text
    assert 'value="letter.txt"' in answer.text


def test_what_is_being_read_tells_how_far_it_is_and_how_it_ended(first: Opened) -> None:
    locked = FINDING.__class__(**{**_fields(FINDING), "code": "source.needs_passcode", "title": "It has a password"})
    first.shelf.bringing.being_read = [
        BeingRead("1", "chat.db", "reading"),
        BeingRead("2", "sms.xml", "done", Counts(12_000, 11_900, ("bad row",))),
        BeingRead("3", "backup", "failed", finding=locked),
    ]
    state = first.shelf.standing.state.__class__(progress=WorkProgress(1_204, 56_000, "rows", 170), messages=5)
    first.shelf.standing.state = state
    told = first.client.get("/welcome/readings").text
    for words in ("1,204 of 56,000 rows · about 3 minutes left", "11,900 messages added, 12,000 looked at", "1 pieces"):
        assert words in told
    assert "It has a password" in told
    assert 'name="secret"' in told
    assert "Show my messages" in told
    first.post("/welcome/again", source="3", secret="1234")
    assert first.shelf.bringing.done == [("again", "3", "1234")]


def _fields(finding: object) -> dict[str, object]:
    return {name: getattr(finding, name) for name in finding.__struct_fields__}  # type: ignore[attr-defined]  # a Struct


def test_a_file_comes_in_pieces_and_is_read_when_it_is_whole(first: Opened) -> None:
    headers = {"origin": f"http://{HOST}", "x-csrf": first.csrf}
    begun = first.post("/uploads", name="sms.xml", size="10").json()
    assert (begun["size"], begun["come"]) == (10, 0)
    place = f"/uploads/{begun['id']}"
    assert first.client.put(f"{place}?offset=0", content=b"01234", headers=headers).json()["come"] == 5
    assert first.client.put(f"{place}?offset=0", content=b"01234", headers=headers).json()["come"] == 5
    assert first.client.get(place).json()["come"] == 5
    assert first.shelf.bringing.done == []
    assert first.client.put(f"{place}?offset=5", content=b"56789", headers=headers).json()["come"] == 10
    assert first.shelf.bringing.done == [("take", begun["id"])]
    assert bytes(first.shelf.bringing.files[begun["id"]]) == b"0123456789"


def test_a_piece_is_bounded_and_needs_the_sessions_own_token(first: Opened) -> None:
    begun = first.post("/uploads", name="sms.xml", size=str(4 * LONGEST)).json()
    place, origin = f"/uploads/{begun['id']}?offset=0", {"origin": f"http://{HOST}"}
    assert first.client.put(place, content=b"x", headers=origin).status_code == 403
    headers = origin | {"x-csrf": first.csrf}
    come = first.client.put(place, content=b"x" * (2 * LONGEST), headers=headers).json()["come"]
    assert come <= LONGEST
    answer = first.client.put("/uploads/nothing?offset=0", content=b"x", headers=headers)
    assert answer.status_code == 404
    assert answer.json()["title"] == "This file is not here any more"


def test_the_page_after_a_link_leads_on_without_a_script(page: Opened) -> None:
    answer = page.client.get(f"/open/{page.sessions.link()}")
    assert re.search(r'http-equiv="refresh" content="0; url=/"', answer.text)
    assert "Grandma" in page.client.get("/").text

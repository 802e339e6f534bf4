"""The pages over ASGI: what opens them, what they refuse, what they show."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import msgspec
import pytest
from starlette.testclient import TestClient

from owntexts.errors import NotFound
from owntexts.explain import Evidence, Finding, Fix
from owntexts.model.message import Message, ShownEvent, ShownPart, ShownReaction
from owntexts.web.app import build
from owntexts.web.sessions import LINK_SECONDS, Sessions

HOST = "127.0.0.1:8944"
FINDING = Finding(
    code="network.none",
    severity="error",
    title="There is no network",
    explanation="Texts wait until there is one.",
    evidence=(Evidence(name="kind", value="none", limit="any"),),
    fixes=(Fix(id="join", title="Join a Wi-Fi", kind="person", command="nmcli device wifi"),),
)


def a_message(number: int, **change: Any) -> Message:
    message = Message(
        id=f"{number:032x}",
        kind="message",
        conversation=("c1",),
        service="iMessage",
        direction="in",
        sender="+15550100",
        at=f"2026-10-{number % 28 + 1:02d}T10:00:00.000Z",
        delivered_at=None,
        read_at=None,
        subject=None,
        text=f"text {number}",
        parts=(ShownPart("text", f"text {number}", (), None, None),),
        effect=None,
        reply_to=None,
        reactions=(),
        edits=(),
        event=None,
        deleted_at=None,
    )
    return msgspec.structs.replace(message, **change)


@dataclass(frozen=True)
class Status:
    state: str = "up_to_date"
    pending: int = 0
    messages: int = 3
    last_synced_at: str | None = "2026-11-24T07:00:00.000Z"
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True)
class Conversation:
    id: str = "c1"
    name: str | None = "Grandma"
    participants: tuple[str, ...] = ("+15550100",)
    last_at: str | None = "2026-11-01T10:00:00.000Z"
    last_text: str | None = "See you on Sunday"


@dataclass(frozen=True)
class Hit:
    message: Message
    snippet: str


@dataclass
class Shelf:
    """What a device has, as the pages ask for it."""

    shown: list[Message] = field(default_factory=lambda: [a_message(1)])
    state: Status = field(default_factory=Status)

    def status(self) -> Status:
        return self.state

    def conversations(self) -> Sequence[Conversation]:
        return [Conversation()]

    def messages(self, conversation: str, limit: int) -> Sequence[Message]:
        if conversation != "c1":
            raise NotFound("There is no such conversation")
        return self.shown[-limit:]

    def search(self, query: str, limit: int) -> Sequence[Hit]:
        return [Hit(message, message.text or "") for message in self.shown if query in (message.text or "")][:limit]


@dataclass
class Opened:
    client: TestClient
    sessions: Sessions
    shelf: Shelf
    now: list[float]

    def sign_in(self) -> None:
        assert self.client.get(f"/open/{self.sessions.link()}").status_code == 200


@pytest.fixture
def page() -> Iterator[Opened]:
    now = [1000.0]
    made = iter(range(1, 1000))
    sessions = Sessions(clock=lambda: now[0], random=lambda size: next(made).to_bytes(size, "big"))
    shelf = Shelf()
    app = build(shelf, sessions, hosts=lambda: {HOST})
    with TestClient(app, base_url=f"http://{HOST}") as client:
        yield Opened(client, sessions, shelf, now)


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
    page.client.post("/leave", headers={"origin": f"http://{HOST}"})
    page.client.cookies.update(kept)
    assert page.client.get("/").status_code == 401


def test_no_page_may_load_anything_from_elsewhere_or_run_a_script(page: Opened) -> None:
    page.sign_in()
    policy = page.client.get("/").headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "script-src" not in policy
    assert "http" not in policy


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


def test_the_state_line_tells_every_reason_its_evidence_and_its_fix(page: Opened) -> None:
    page.sign_in()
    page.shelf.state = replace(Status(), state="paused", findings=(FINDING,))
    answer = page.client.get("/").text
    for told in ("Syncing paused · There is no network", FINDING.explanation, "(limit any)", "nmcli device wifi"):
        assert told in answer


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

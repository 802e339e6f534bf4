"""What people send to harm: everything is shown as what it is, and does nothing."""

import re

import pytest
from tests.web.shelf import (
    CONVERSATION,
    Account,
    Conversation,
    Device,
    Newest,
    Opened,
    Past,
    Pause,
    Row,
    Setting,
    Source,
    Versions,
    a_message,
)

from owntexts.model.message import ShownAttachment, ShownEdit, ShownEvent, ShownPart, ShownRange, ShownReaction
from owntexts.model.spans import host
from owntexts.web.bubbles import bubbles
from owntexts.web.pieces import LONGEST, pieces

THREAD = f"/c/{CONVERSATION}"
MARKUP = "<script>alert(1)</script><img src=x onerror=alert(1)>"
TURNED = "photo_\u202egpj.exe"
PAGES = (
    THREAD,
    f"{THREAD}/info",
    f"{THREAD}/print",
    f"{THREAD}/part?before={2:032x}",
    f"/m/{1:032x}/info",
    "/",
    "/search?q=a",
)


def said(text: str, *ranges: ShownRange) -> tuple[ShownPart, ...]:
    return (ShownPart("text", text, ranges, None, None),)


def a_file(name: str, mime: str) -> tuple[ShownPart, ...]:
    return (
        ShownPart("attachment", None, (), ShownAttachment("f" * 32, name, mime, 9, "present", None, MARKUP), MARKUP),
    )


@pytest.mark.parametrize("path", PAGES)
def test_markup_in_any_field_stays_text(page: Opened, path: str) -> None:
    page.sign_in()
    everywhere = a_message(
        1,
        sender=MARKUP,
        subject=MARKUP,
        text=MARKUP,
        parts=(*said(MARKUP), *a_file(MARKUP, MARKUP), ShownPart("balloon", None, (), None, f"Poll: {MARKUP}")),
        effect=MARKUP,
        service=MARKUP,
        reactions=(ShownReaction(MARKUP, MARKUP, MARKUP, 0, None, removed=False),) * 2,
        edits=(ShownEdit(0, MARKUP, None),),
    )
    event = a_message(2, event=ShownEvent(MARKUP, MARKUP, MARKUP), parts=())
    page.shelf.reading.shown = [everywhere, event]
    page.shelf.reading.listed = [
        Conversation(Row(name=MARKUP, participants=(MARKUP,), service=MARKUP), Newest(MARKUP, MARKUP), group=True)
    ]
    answer = page.client.get(path).text
    assert re.findall(r"<(script|img)(?! src=\"/static/)", answer) == []
    assert "&lt;script&gt;" in answer


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "JaVaScRiPt://example.org/%0aalert(1)",
        "data:text/html,<script>alert(1)</script>",
        "vbscript:x",
        "file:///etc/passwd",
        "//evil.example",
        "https://",
        "http://[bad",
        "x-apple:anything",
    ],
)
def test_only_web_addresses_lead_anywhere(address: str) -> None:
    for text in (address, f"look at {address} now"):
        assert all(piece.href is None for piece in pieces(text, [ShownRange(0, len(text), "link", address)]))


def test_a_link_that_is_worded_as_another_tells_where_it_leads() -> None:
    (piece,) = pieces(
        "https://bank.example/login"[8:], [ShownRange(0, 99, "link", "https://evil.example/bank.example")]
    )
    assert piece.aside == "evil.example"
    (honest,) = pieces("https://bank.example/login", ())
    assert honest.aside == ""


def test_a_host_that_looks_like_another_is_written_in_plain_letters() -> None:
    assert host("https://www.\u0430\u0440\u0440le.com/") == "xn--le-6kc8da.com"
    assert host("https://bank.example@evil.example/") == "evil.example"


def test_a_forged_preview_shows_the_host_of_the_link_itself() -> None:
    parts = (
        *said("https://evil.example/a"),
        ShownPart("balloon", None, (), None, "Link: Your bank — https://bank.example"),
    )
    (card,) = bubbles(a_message(1, text="https://evil.example/a", parts=parts))
    assert card.card
    assert (card.card.title, card.card.host, card.card.href) == ("Your bank", "evil.example", "https://evil.example/a")


@pytest.mark.parametrize("path", ["", "/account", "/sync", "/sources", "/privacy", "/history", "/about"])
def test_names_that_came_from_elsewhere_stay_text_in_the_settings(page: Opened, path: str) -> None:
    page.sign_in()
    shelf = page.shelf
    shelf.membership.account = Account(MARKUP, MARKUP, (Device(MARKUP),))
    shelf.sources.known = [Source(id=MARKUP, kind=MARKUP, path=MARKUP), Source(name=MARKUP)]
    shelf.looking.version = Versions(MARKUP, MARKUP, MARKUP, MARKUP)
    shelf.looking.held = Past({MARKUP: 9}, (Pause("2026-11-01T10:00:00.000Z", None, (MARKUP,), MARKUP),))
    shelf.limits.known = [Setting("schedule", MARKUP, explanation=MARKUP)]
    page.sessions.begin(MARKUP, "network")
    answer = page.client.get(f"/settings{path}")
    assert answer.status_code == 200
    assert re.findall(r"<(script|img)(?! src=\"/static/)", answer.text) == []
    assert "&lt;script&gt;" in answer.text


def test_characters_that_turn_the_writing_are_kept_to_their_own_place(page: Opened) -> None:
    page.sign_in()
    page.shelf.reading.names = {"+15550100": "\u202eecilA"}
    page.shelf.reading.shown = [a_message(1, parts=(*said("\u202eevil"), *a_file(TURNED, "image/jpeg")))]
    page.shelf.reading.listed = [Conversation(group=True)]
    answer = page.client.get(THREAD).text
    assert '<p class="bubble" dir="auto">\u202eevil</p>' in answer
    assert "<bdi>photo_gpj.exe</bdi>" in answer
    assert "<bdi>ecilA</bdi>" in answer


def test_the_end_of_a_files_name_is_not_hidden_in_the_list_nor_among_what_was_found(page: Opened) -> None:
    name = "photo_\u202egpj.exe"
    file = ShownAttachment("f" * 32, name, "text/html", 9, "present", None, None)
    page.sign_in()
    page.shelf.reading.listed = [Conversation(newest=Newest(name))]
    page.shelf.reading.shown = [a_message(1, text=name, parts=(ShownPart("attachment", None, (), file, None),))]
    for path in ("/", "/search?q=photo", f"/c/{CONVERSATION}"):
        told = page.client.get(path).text
        assert "gpj.exe" in told
        assert "\u202e" not in told


def test_a_very_long_text_is_cut_in_a_conversation(page: Opened) -> None:
    page.sign_in()
    page.shelf.reading.shown = [a_message(1, parts=said("a" * 10 * LONGEST)), a_message(2, parts=said("🥧" * 3_000))]
    answer = page.client.get(THREAD)
    assert "Show all of it" in answer.text
    assert len(answer.text) < 4 * LONGEST + 20_000


def test_many_ranges_and_links_take_little_time_and_room() -> None:
    text = "https://a.example/ " * 200
    ranges = [ShownRange(place, 3_000, "style", "bold") for place in range(2_000)]
    assert len(pieces(text, ranges)) < 600


@pytest.mark.parametrize("place", [-5, 0, 3, 10**12])
def test_ranges_outside_of_the_text_are_bounded(place: int) -> None:
    for length in (-1, 0, 2, 10**15):
        told = pieces("text", [ShownRange(place, length, "style", "bold")])
        assert "".join(piece.text for piece in told) == "text"

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from owntexts.model.ids import attachment_id, sighting_id
from owntexts.sources.apple_messages.tapbacks import Target, target

GUID = "0355C6E1-D0C8-4212-AA87-DD8AE4FD1203"


@pytest.mark.parametrize(
    ("told", "meant"),
    [
        (f"p:0/{GUID}", Target(GUID, 0)),
        (f"p:12/{GUID}", Target(GUID, 12)),
        (f"bp:{GUID}", Target(GUID, 0)),
        (GUID, Target(GUID, None)),
        (f"q:0/{GUID}", Target(f"q:0/{GUID}", None)),
    ],
)
def test_a_target_names_a_message_and_perhaps_a_part(told: str, meant: Target) -> None:
    assert target(told) == meant


@given(st.text(max_size=60))
def test_any_text_is_a_target(told: str) -> None:
    assert target(told).guid in told


@pytest.mark.parametrize(
    ("kind", "word", "removed"),
    [
        (2000, "loved", False),
        (2001, "liked", False),
        (2002, "disliked", False),
        (2003, "laughed", False),
        (2004, "emphasized", False),
        (2005, "questioned", False),
        (2007, "sticker_tapback", False),
        (3000, "loved", True),
        (3005, "questioned", True),
        (3007, "sticker_tapback", True),
        (1000, "sticker", False),
    ],
)
def test_a_tapback_is_a_reaction_and_no_message(
    make_store: Callable[..., Path], read: Callable[..., Any], kind: int, word: str, removed: bool
) -> None:
    row = {"associated_message_type": kind, "associated_message_guid": f"p:1/{GUID}", "handle_id": 1, "text": "Loved"}
    found = read(make_store({**row, "date": 760569924490443648}, handle=[{"ROWID": 1, "id": "+1 555"}])).reaction()
    assert (found.kind, found.removed, found.emoji) == (word, removed, None)
    assert (found.target, found.part, found.sender) == (sighting_id("apple", GUID), 1, "+1555")
    assert found.at == 1738877124490


def test_an_emoji_tapback_has_its_emoji(make_store: Callable[..., Path], read: Callable[..., Any]) -> None:
    row = {"associated_message_type": 2006, "associated_message_guid": f"bp:{GUID}", "is_from_me": 1}
    found = read(make_store({**row, "associated_message_emoji": "🦦"})).reaction()
    assert (found.kind, found.emoji, found.part, found.sender) == ("emoji", "🦦", 0, None)


def test_a_placed_sticker_has_its_picture(make_store: Callable[..., Path], read: Callable[..., Any]) -> None:
    path = make_store(
        {"associated_message_type": 1000, "associated_message_guid": f"p:0/{GUID}"},
        attachment=[{"ROWID": 4, "guid": "STICKER", "filename": "~/a/heart.heic", "is_sticker": 1}],
        message_attachment_join=[{"message_id": 1, "attachment_id": 4}],
    )
    found = read(path).reaction().attachment
    assert (found.id, found.name, found.flags) == (attachment_id("apple", "STICKER"), "heart.heic", 1)


def test_a_vote_holds_the_options_that_the_voter_now_has(
    samples: Path, make_store: Callable[..., Path], read: Callable[..., Any]
) -> None:
    vote = (samples / "app_message" / "PollVote2.plist").read_bytes()
    row = {
        "associated_message_type": 4000,
        "associated_message_guid": GUID,
        "balloon_bundle_id": "com.apple.messages.Polls",
    }
    found = read(make_store({**row, "payload_data": vote})).reaction()
    assert (found.kind, found.removed) == ("vote", False)
    assert found.emoji == "58B59D74-EF73-4BA7-AA8E-5A30FBAF3F44,630CD0F8-9502-40D4-B2E1-C53E02FD435E"


def test_a_vote_that_cannot_be_read_is_still_told(make_store: Callable[..., Path], read: Callable[..., Any]) -> None:
    row = {
        "associated_message_type": 4000,
        "associated_message_guid": GUID,
        "balloon_bundle_id": "com.apple.messages.Polls",
    }
    said = read(make_store({**row, "payload_data": b"broken"}))
    assert said.message().parts[0].summary == "Message from Poll"
    assert said.problems
    assert not said.unreadable


@pytest.mark.parametrize("kind", [2008, 3999, 5000, -1])
def test_a_kind_that_is_not_known_yet_stays_a_message_with_its_number(
    make_store: Callable[..., Path], read: Callable[..., Any], kind: int
) -> None:
    row = {"associated_message_type": kind, "associated_message_guid": GUID, "text": "New thing"}
    found = read(make_store(row)).message()
    assert found.parts == ("New thing",)
    assert found.extra == {"associated_message_type": kind}


def test_a_tapback_without_a_target_stays_a_message(make_store: Callable[..., Path], read: Callable[..., Any]) -> None:
    assert read(make_store({"associated_message_type": 2000, "text": "Loved “x”"})).message().parts == ("Loved “x”",)

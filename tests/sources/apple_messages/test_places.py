from collections.abc import Callable
from pathlib import Path
from typing import Any

from owntexts.model.ids import thread_id
from owntexts.model.records import Handle, Thread

NANO = 1_000_000_000
HANDLES = [
    {"ROWID": 1, "id": "+1 (555) 000-0001", "country": "us", "person_centric_id": "P1"},
    {"ROWID": 2, "id": "Ada@Example.org", "country": "gb"},
    {"ROWID": 3, "id": "+15550000001"},
]
CHATS = [
    {"ROWID": 1, "style": 45, "chat_identifier": "+15550000001", "service_name": "iMessage", "group_id": "G1"},
    {"ROWID": 2, "style": 45, "chat_identifier": "+15550000001", "service_name": "SMS", "group_id": "G2"},
    {"ROWID": 3, "style": 43, "chat_identifier": "chat77", "service_name": "iMessage", "group_id": "G3"},
    {"ROWID": 4, "style": 43, "chat_identifier": "chat88", "display_name": "Roast", "service_name": "SMS"},
    {"ROWID": 5, "style": 45, "chat_identifier": "Nobody@Example.org", "service_name": "rcs"},
]
MEMBERS = [(1, 1), (2, 3), (3, 1), (3, 2), (4, 2)]
JOINED = [(1, 1, 10), (2, 1, 20), (3, 2, 30), (4, 1, 40), (5, 3, 50), (6, 4, 60), (1, 4, 60)]


def test_an_address_is_told_once_with_all_that_its_rows_say(
    make_store: Callable[..., Path], read: Callable[..., Any]
) -> None:
    said = read(_store(make_store))
    assert [(one.raw, one.person, one.country) for one in said.context if isinstance(one, Handle)] == [
        ("+15550000001", "P1", "us"),
        ("ada@example.org", None, "gb"),
    ]


def test_threads_are_told_once_by_group_or_by_the_other_party(
    make_store: Callable[..., Path], read: Callable[..., Any]
) -> None:
    threads = {one.key: one for one in read(_store(make_store)).context if isinstance(one, Thread)}
    assert {key: (one.group, one.name, one.members) for key, one in threads.items()} == {
        "with:+15550000001": (False, None, ("+15550000001",)),
        "group:G3": (True, None, ("+15550000001", "ada@example.org")),
        "group:chat88": (True, "Roast", ("ada@example.org",)),
        "with:nobody@example.org": (False, None, ()),
    }


def test_a_thread_has_the_service_and_the_age_of_its_newest_chat(
    make_store: Callable[..., Path], read: Callable[..., Any]
) -> None:
    threads = {one.key: one for one in read(_store(make_store)).context if isinstance(one, Thread)}
    assert threads["with:+15550000001"].service == "iMessage"
    assert threads["with:+15550000001"].header.changed == 978_307_200_000 + 40_000_000 * 1000
    assert threads["with:nobody@example.org"].header.changed == 0
    assert threads["with:nobody@example.org"].service == "RCS"


def test_an_old_store_without_dates_in_its_joins_tells_the_same(
    make_store: Callable[..., Path], read: Callable[..., Any]
) -> None:
    joined = [{"chat_id": chat, "message_id": message} for message, chat, _ in JOINED]
    old = read(_store(make_store, chat_message_join=joined, name="old.db"))
    assert old.context == read(_store(make_store)).context


def test_a_message_in_two_chats_stands_in_both_threads_and_one_in_none_is_an_orphan(
    make_store: Callable[..., Path], read: Callable[..., Any]
) -> None:
    said = read(_store(make_store))
    direct, named = thread_id("apple", "with:+15550000001"), thread_id("apple", "group:chat88")
    assert said.message(1).threads == tuple(sorted((direct, named)))
    assert said.message(2).threads == (direct,)
    assert said.message(3).threads == (direct,)
    assert said.message(7).threads is None


def _store(make_store: Callable[..., Path], **changed: Any) -> Path:
    messages = [
        {"text": "x", "date": date} for date in (date * 1_000_000 * NANO for date in (10, 20, 30, 40, 50, 60, 70))
    ]
    joined = [
        {"message_id": message, "chat_id": chat, "message_date": date * 1_000_000 * NANO}
        for message, chat, date in JOINED
    ]
    tables: dict[str, Any] = {
        "handle": HANDLES,
        "chat": CHATS,
        "chat_handle_join": [{"chat_id": chat, "handle_id": handle} for chat, handle in MEMBERS],
        "chat_message_join": joined,
    }
    return make_store(*messages, **{**tables, **changed})

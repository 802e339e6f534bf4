"""The small tables: handles and chats, written from a cast and read back into one."""

from typing import Any

from owntexts.testing.apple import keyed
from owntexts.testing.apple.people import ME_MAIL, ME_PHONE, Cast, Chat, Handle
from owntexts.testing.apple.phrases import LANGUAGES
from owntexts.testing.apple.store import Row, Schema, Store

GROUP_STYLE, DIRECT_STYLE = 43, 45


def write_cast(store: Store, cast: Cast, schema: Schema, newest: int) -> None:
    """Writes handles, chats and who is in which; `newest` is the chats' last read time as the schema stores it."""
    store.insert("handle", [_handle_row(handle) for handle in cast.handles])
    store.insert("chat", [_chat_row(chat, newest) for chat in cast.chats])
    pairs = [(chat.row, handle.row) for chat in cast.chats for handle in chat.members]
    store.insert("chat_handle_join", [{"chat_id": chat, "handle_id": handle} for chat, handle in dict.fromkeys(pairs)])
    if "macos26" in schema.layers:
        store.insert("chat_lookup", [_lookup_row(chat) for chat in cast.chats])
        store.insert("chat_service", [{"service": chat.service, "chat": chat.row} for chat in cast.chats])


def read_cast(store: Store) -> Cast:
    """The cast of a store that was written here; names are not in a store, so its people are its handles only."""
    person = "person_centric_id" if "person_centric_id" in store.columns("handle") else "NULL"
    found = store.all(f"SELECT ROWID, id, service, country, {person} FROM handle ORDER BY ROWID")  # noqa: S608 - above
    handles: dict[Any, Handle] = {row[0]: Handle(*row) for row in found}
    members: dict[object, list[Handle]] = {}
    for chat, handle in store.all("SELECT chat_id, handle_id FROM chat_handle_join ORDER BY rowid"):
        members.setdefault(chat, []).append(handles[handle])
    rows = store.all(_CHATS)
    return Cast(handles=list(handles.values()), chats=[_chat(row, tuple(members[row[0]])) for row in rows])


_CHATS = """
SELECT ROWID, guid, chat_identifier, service_name, style, display_name, group_id, room_name FROM chat ORDER BY ROWID
"""


def _chat(row: tuple[Any, ...], members: tuple[Handle, ...]) -> Chat:
    number, guid, identifier, service, style, name, group_id, room = row
    return Chat(
        row=number,
        guid=guid,
        identifier=identifier,
        service=service,
        group=style == GROUP_STYLE,
        members=members,
        language=LANGUAGES[number % len(LANGUAGES)] if number % 3 == 0 else "en",
        name=name,
        group_id=group_id,
        weight=1.0 / number,
        room=room,
    )


def _handle_row(handle: Handle) -> Row:
    return {
        "ROWID": handle.row,
        "id": handle.address,
        "country": handle.country,
        "service": handle.service,
        "uncanonicalized_id": handle.address,
        "person_centric_id": handle.person,
    }


def _chat_row(chat: Chat, newest: int) -> Row:
    return {
        "ROWID": chat.row,
        "guid": chat.guid,
        "style": GROUP_STYLE if chat.group else DIRECT_STYLE,
        "state": 3,
        "account_id": "6F1C0C5E-33E1-4B43-A8D1-0B8F5C6B0001",
        "properties": keyed.summary({"shouldForceToSMS": chat.service == "SMS", "EnableReadReceiptForChat": True}),
        "chat_identifier": chat.identifier,
        "service_name": chat.service,
        "room_name": chat.room,
        "account_login": f"E:{ME_MAIL}",
        "last_addressed_handle": ME_PHONE,
        "display_name": chat.name,
        "group_id": chat.group_id,
        "original_group_id": chat.group_id,
        "ck_sync_state": 1,
        "last_read_message_timestamp": newest,
    }


def _lookup_row(chat: Chat) -> Row:
    return {"identifier": chat.identifier, "domain": chat.service, "chat": chat.row, "priority": 0}

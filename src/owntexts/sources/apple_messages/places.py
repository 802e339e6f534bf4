"""The people and conversations of a store: read once, told before the messages that mention them."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

from owntexts.model.formats import APPLE
from owntexts.model.handles import minimal
from owntexts.model.ids import thread_id
from owntexts.model.records import Handle, Thread
from owntexts.sources.apple_messages.services import service
from owntexts.sources.apple_messages.times import milliseconds
from owntexts.sources.apple_messages.version import header
from owntexts.sources.malformed import Malformed
from owntexts.sources.schema import Store
from owntexts.sources.utf8 import decode_utf8

GROUP_STYLE: Final = 43
PERSON_TEXTS: Final = ("id", "country", "person_centric_id")
CHAT_TEXTS: Final = ("chat_identifier", "room_name", "guid", "service_name", "display_name", "group_id")


class Chat(NamedTuple):
    """One row of the table chat, its members' addresses and the time of its newest message (ms)."""

    rowid: int
    style: int
    identifier: str
    service: str | None
    name: str | None
    group_id: str | None
    members: tuple[str, ...]
    newest: int

    @property
    def is_group(self) -> bool:
        return self.style == GROUP_STYLE or len(self.members) > 1

    @property
    def key(self) -> str:
        """'group:' and the native id, else 'with:' and the other party."""
        if self.is_group:
            return f"group:{self.group_id or self.identifier}"
        return f"with:{self.members[0] if self.members else minimal(self.identifier)}"


@dataclass(frozen=True, slots=True)
class Places:
    """Who and where: addresses by handle row, thread ids by chat row, which of these are groups, and the records."""

    people: dict[int, str]
    threads: dict[int, tuple[bytes, ...]]
    groups: frozenset[bytes]
    records: tuple[Handle | Thread, ...]


def places(store: Store) -> Places:
    """Reads the tables handle, chat and chat_handle_join, those that are there."""
    handles = [(number, *map(_text, texts)) for number, *texts in _rows(store, "handle", ("ROWID",), PERSON_TEXTS)]
    people = {number: minimal(raw) for number, raw, *_ in handles if raw}
    chats = list(_chats(store, people))
    return Places(
        people=people,
        threads={chat.rowid: (thread_id(APPLE, chat.key),) for chat in chats},
        groups=frozenset(thread_id(APPLE, chat.key) for chat in chats if chat.is_group),
        records=(*_people(handles), *_threads(chats)),
    )


def _people(handles: list[Any]) -> Iterator[Handle]:
    """One record for each address, though it has a row for each service."""
    told: dict[str, tuple[str | None, str | None]] = {}
    for _, raw, country, person in handles:
        if raw:
            known = told.get(minimal(raw), (None, None))
            told[minimal(raw)] = (known[0] or person or None, known[1] or country or None)
    for address, (person, country) in told.items():
        yield Handle(raw=address, header=header(0), person=person, country=country)


def _threads(chats: list[Chat]) -> Iterator[Thread]:
    """One record for each thread: chats of one group or person are split by service, and the newest speaks first."""
    by_key: dict[str, list[Chat]] = defaultdict(list)
    for chat in sorted(chats, key=lambda chat: (-chat.newest, chat.service or "", chat.identifier)):
        by_key[chat.key].append(chat)
    for key, same in by_key.items():
        yield Thread(
            family=APPLE,
            key=key,
            header=header(same[0].newest),
            group=same[0].is_group,
            identifier=same[0].identifier or None,
            name=next((chat.name for chat in same if chat.name), None),
            members=tuple(sorted({member for chat in same for member in chat.members})),
            service=next((chat.service for chat in same if chat.service), None),
        )


def _chats(store: Store, people: dict[int, str]) -> Iterator[Chat]:
    members = _members(store, people)
    newest = _newest(store)
    for number, style, *texts in _rows(store, "chat", ("ROWID", "style"), CHAT_TEXTS):
        identifier, room, guid, name_of_service, name, group = map(_text, texts)
        yield Chat(
            rowid=number,
            style=style or 0,
            identifier=identifier or room or guid or str(number),
            service=service(name_of_service),
            name=name,
            group_id=group,
            members=tuple(sorted(members.get(number, ()))),
            newest=newest.get(number, 0),
        )


def _members(store: Store, people: dict[int, str]) -> dict[int, set[str]]:
    members: dict[int, set[str]] = defaultdict(set)
    for chat, handle in _rows(store, "chat_handle_join", ("chat_id", "handle_id"), ()):
        if handle in people:
            members[chat].add(people[handle])
    return members


def _newest(store: Store) -> dict[int, int]:
    """The time of the newest message of each chat row."""
    schema = store.schema
    if schema.has("chat_message_join", "chat_id", "message_date"):
        query = "SELECT chat_id, max(message_date) FROM chat_message_join GROUP BY chat_id"
    elif schema.has("chat_message_join", "chat_id", "message_id") and schema.has("message", "date"):
        query = (
            "SELECT chat_id, max(date) FROM chat_message_join JOIN message ON message.ROWID = message_id"
            " GROUP BY chat_id"
        )
    else:
        return {}
    return {chat: _moment(date) for chat, date in store.rows("chat_message_join", query)}


def _moment(date: Any) -> int:
    try:
        return (milliseconds(date) or 0) if isinstance(date, int | float) else 0
    except Malformed:
        return 0


def _rows(store: Store, table: str, numbers: Sequence[str], texts: Sequence[str]) -> Iterator[tuple[Any, ...]]:
    """The rows of a small table: whole numbers, then texts as bytes; none where the store has no such table."""
    if not store.schema.has(table):
        return
    columns = (store.schema.numbers(table, numbers), store.schema.texts(table, texts))
    query = f"SELECT {', '.join(filter(None, columns))} FROM {table} ORDER BY ROWID"  # noqa: S608 - our own names
    yield from store.rows(table, query)


def _text(raw: bytes | None) -> str | None:
    return decode_utf8(raw) or None if raw else None

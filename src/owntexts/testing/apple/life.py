"""A life as an iPhone or Mac has it in a Messages database: times to the millisecond, groups with ids of their own."""

from pathlib import Path
from random import Random
from typing import Final

from owntexts.testing.apple.people import ME_MAIL, guid
from owntexts.testing.apple.registers import DIRECT_STYLE, GROUP_STYLE
from owntexts.testing.apple.scene import APPLE_EPOCH_S
from owntexts.testing.apple.store import SCHEMAS, Row, SchemaName, Store
from owntexts.testing.life import File, Life, Message, Person, Talk

NANOSECONDS_A_MS: Final = 1_000_000


def write(path: Path, life: Life, schema: SchemaName = "macos15", seed: int = 1) -> None:
    """Writes the database; the same seed gives the same guids, so that two copies of one life are one store."""
    with Store.create(path, SCHEMAS[schema]) as store, store.batch():
        _Writing(store, life, seed).write()


class _Writing:
    def __init__(self, store: Store, life: Life, seed: int) -> None:
        self._store, self._life, self._seed = store, life, seed
        self._handles: dict[tuple[str, str], int] = {}
        self._chats: dict[tuple[Talk, str], int] = {}
        self._attachments = 0

    def write(self) -> None:
        for one in self._life.messages:
            self._message(one)

    def _message(self, one: Message) -> None:
        row = one.number + 1
        date = (one.at - APPLE_EPOCH_S * 1000) * NANOSECONDS_A_MS
        sender = self._handle(one.sender, one.service) if one.sender else 0
        self._store.insert("message", [self._row(one, row, date, sender)])
        chat = self._chat(one.talk, one.service)
        self._store.insert("chat_message_join", [{"chat_id": chat, "message_id": row, "message_date": date}])
        for file in one.files:
            self._attach(row, file, f"{one.number} {file.name}")

    def _row(self, one: Message, row: int, date: int, sender: int) -> Row:
        text = "".join("\ufffc" for _ in one.files) + one.text
        return {
            "ROWID": row,
            "guid": guid(Random(f"{self._seed} {one.number}")),  # noqa: S311 - nothing here is secret
            "text": text or None,
            "handle_id": sender,
            "service": "SMS" if one.service == "MMS" else one.service,
            "account": f"E:{ME_MAIL}",
            "destination_caller_id": self._life.me,
            "date": date,
            "is_from_me": int(one.mine),
            "is_read": int(one.read),
            "is_sent": int(one.mine),
            "is_finished": 1,
            "subject": one.subject,
            "cache_has_attachments": int(bool(one.files)),
        }

    def _handle(self, person: Person, service: str) -> int:
        key = (person.address, "RCS" if service == "RCS" else "SMS")
        if key not in self._handles:
            self._handles[key] = len(self._handles) + 1
            told: Row = {"ROWID": self._handles[key], "id": person.address, "service": key[1]}
            self._store.insert("handle", [told])
        return self._handles[key]

    def _chat(self, talk: Talk, service: str) -> int:
        key = (talk, "RCS" if service == "RCS" else "SMS")
        if key in self._chats:
            return self._chats[key]
        row = self._chats[key] = len(self._chats) + 1
        place = self._life.talks.index(talk)
        identity = guid(Random(f"{self._seed} chat {key[1]} {place}"))  # noqa: S311 - as above
        identifier = f"chat{place}" if talk.is_group else talk.others[0].address
        chat: Row = {
            "ROWID": row,
            "guid": f"{key[1]};{'+' if talk.is_group else '-'};{identifier}",
            "style": GROUP_STYLE if talk.is_group else DIRECT_STYLE,
            "chat_identifier": identifier,
            "service_name": key[1],
            "display_name": talk.name,
            "group_id": identity,
        }
        self._store.insert("chat", [chat])
        joins: list[Row] = [{"chat_id": row, "handle_id": self._handle(one, service)} for one in talk.others]
        self._store.insert("chat_handle_join", joins)
        return row

    def _attach(self, row: int, file: File, name: str) -> None:
        self._attachments += 1
        transfer = guid(Random(f"{self._seed} file {name}"))  # noqa: S311 - as above
        told: Row = {
            "ROWID": self._attachments,
            "guid": transfer,
            "filename": f"~/Library/Messages/Attachments/{transfer}/{file.name}",
            "mime_type": file.mime,
            "transfer_name": file.name,
            "transfer_state": 5,
            "total_bytes": len(file.content),
        }
        self._store.insert("attachment", [told])
        self._store.insert("message_attachment_join", [{"message_id": row, "attachment_id": self._attachments}])

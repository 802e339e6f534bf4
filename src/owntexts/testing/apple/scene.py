"""Where the kinds of messages are acted out: rows collected for one chunk of a store, in rising order and time."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from random import Random
from typing import Final, NamedTuple, Protocol, TypeVar

from owntexts.testing.apple import typedstream
from owntexts.testing.apple.manifest import Expected
from owntexts.testing.apple.people import ME_MAIL, ME_PHONE, Cast, Chat, Handle, guid
from owntexts.testing.apple.phrases import talker
from owntexts.testing.apple.store import Row, Schema, Value

SECOND: Final = 1_000_000_000
DAY: Final = 86_400 * SECOND
APPLE_EPOCH_S: Final = 978_307_200
SHOWN_PER_KIND: Final = 8

REACTIONS = range(1000, 5000)

T = TypeVar("T")


class Posted(NamedTuple):
    """A row of `message` that was written; `at` is in nanoseconds since 2001."""

    row: int
    guid: str
    chat: Chat
    mine: bool
    text: str
    at: int


@dataclass(frozen=True)
class File:
    """What an attachment is: by default one that lies on the disk."""

    name: str
    mime: str
    uti: str
    size: int
    state: str = "present"
    extra: tuple[tuple[str, Value], ...] = ()


class Timing(Protocol):
    """Gives each row its time."""

    def at(self, row: int, fraction: float) -> int:
        """Nanoseconds since 2001 of a row; rising with the row whatever the fraction (0 to below 1)."""


@dataclass
class Clock:
    """Times spread evenly over the days, between half past six and half past eleven in the evening."""

    first: int
    last: int
    first_row: int
    rows: int

    def at(self, row: int, fraction: float) -> int:
        days = (self.last - self.first) // DAY or 1
        place = (row - self.first_row + fraction) * days / self.rows
        day = int(place)
        return self.first + day * DAY + int((6.5 + 17 * (place - day)) * 3600_000) * 1_000_000


class Scene:
    """Collects the rows of a chunk; `kind` names the kind that is being acted out."""

    def __init__(self, schema: Schema, cast: Cast, chance: Random, clock: Clock, *, attachments: int = 0) -> None:
        self.schema, self.cast, self.chance = schema, cast, chance
        self.clock: Timing = clock
        self.next_row = clock.first_row
        self.next_attachment = attachments + 1
        self.kind = "plain"
        self.rows: dict[str, list[Row]] = defaultdict(list)
        self.latest: dict[int, Posted] = {}
        self.counts: Counter[str] = Counter()
        self.groups: Counter[str] = Counter()
        self.sample: list[Expected] = []
        self._talkers = {chat.language: talker(chat.language, chance.random) for chat in cast.chats}

    def say(self, chat: Chat) -> str:
        """A new text in the chat's language."""
        return self._talkers[chat.language]()

    def stamp(self, at: int) -> int:
        """A time as this schema stores it."""
        return at // SECOND if self.schema.seconds else at

    def post(
        self,
        chat: Chat,
        text: str | None = None,
        *,
        body: bytes | None = None,
        mine: bool | None = None,
        sender: Handle | None = None,
        chats: Sequence[Chat] | None = None,
        more: Mapping[str, Value] | None = None,
        **columns: Value,
    ) -> Posted:
        """Writes one row. Without a body one is made of the text; without a sender one is picked.

        `more` and `columns` are further columns by name, or others than the usual ones.
        """
        at = self.clock.at(self.next_row, self.chance.random())
        mine = self.chance.random() < 0.45 if mine is None and sender is None else bool(mine)
        who = sender or self.someone(chat)
        identity = guid(self.chance)
        row: Row = {
            "ROWID": self.next_row,
            "guid": identity,
            "text": text,
            "attributedBody": typedstream.plain(text) if body is None and text else body,
            "handle_id": 0 if mine and chat.group else who.row,
            "service": chat.service,
            "account": f"E:{ME_MAIL}",
            "date": self.stamp(at),
            "date_read": 0 if mine else self.stamp(at + 40 * SECOND),
            "date_delivered": self.stamp(at + 2 * SECOND) if mine else 0,
            "is_from_me": int(mine),
            "is_delivered": int(mine),
            "is_finished": 1,
            "is_read": int(not mine),
            "is_sent": int(mine),
            "version": 10,
            "cache_roomnames": chat.room,
            "destination_caller_id": ME_PHONE,
            **(more or {}),
            **columns,
        }
        self.rows["message"].append(row)
        for member_of in (chat,) if chats is None else chats:
            self.rows["chat_message_join"].append(
                {"chat_id": member_of.row, "message_id": self.next_row, "message_date": self.stamp(at)}
            )
        self._count(row)
        self.next_row += 1
        return Posted(self.next_row - 1, identity, chat, mine, text or "", at)

    def expect(
        self,
        posted: Posted,
        text: str | None,
        *,
        tells: str | None = None,
        earlier: tuple[str, ...] = (),
        reply_to: str | None = None,
        deleted: bool = False,
    ) -> None:
        """Keeps what a reader must say of a row, for the first few of each kind."""
        if self.groups[f"sampled {self.kind}"] < SHOWN_PER_KIND:
            self.groups[f"sampled {self.kind}"] += 1
            self.sample.append(
                Expected(posted.row, posted.guid, self.kind, text, tells, earlier, reply_to, deleted=deleted)
            )

    def target(self, chat: Chat) -> Posted:
        """The chat's newest plain message, posted now where there is none."""
        if chat.row not in self.latest:
            self.latest[chat.row] = self.post(chat, self.say(chat))
        return self.latest[chat.row]

    def someone(self, chat: Chat) -> Handle:
        """One of the other parties."""
        return self.pick(chat.members)

    def pick(self, choices: Sequence[T]) -> T:
        """One of them."""
        return choices[int(len(choices) * self.chance.random())]

    def attach(self, row: int, file: File, *, mine: bool, joined: bool = True, transfer: str | None = None) -> str:
        """Writes an attachment of a row (its number) and gives its transfer guid."""
        transfer = transfer or guid(self.chance)
        folder = f"{self.schema.attachments}/{transfer[:2].lower()}/{transfer[-2:]}/{transfer}"
        place = {"present": f"{folder}/{file.name}", "missing": f"/var/folders/zz/{transfer}/T/{file.name}"}
        seconds = self.clock.at(row, 0.5) // SECOND
        self.rows["attachment"].append(
            {
                "ROWID": self.next_attachment,
                "guid": transfer,
                "created_date": seconds,
                "start_date": seconds,
                "filename": place.get(file.state),
                "uti": file.uti,
                "mime_type": file.mime,
                "transfer_state": {"present": 5, "missing": 6}.get(file.state, 0),
                "is_outgoing": int(mine),
                "transfer_name": file.name,
                "total_bytes": file.size,
                "original_guid": transfer,
                **dict(file.extra),
            }
        )
        if joined:
            self.rows["message_attachment_join"].append({"message_id": row, "attachment_id": self.next_attachment})
        self.next_attachment += 1
        self.groups["attachments"] += 1
        return transfer

    def _count(self, row: Row) -> None:
        self.counts[self.kind] += 1
        if row.get("associated_message_type", 0) in REACTIONS:
            self.groups["reactions"] += 1
        elif row.get("item_type"):
            self.groups["events"] += 1
        else:
            self.groups["messages"] += 1

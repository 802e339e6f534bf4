"""What other tables say of each message, read beside the walk over the messages, in the same order.

Each side table is read once, in the order of message numbers, and is never held in memory as a whole.
"""

from collections.abc import Iterator
from typing import Any, Final, NamedTuple

from owntexts.sources.apple_messages import attachments
from owntexts.sources.apple_messages.attachments import File
from owntexts.sources.apple_messages.edits import LostPart
from owntexts.sources.apple_messages.places import Places
from owntexts.sources.schema import Store

END: Final = (float("inf"),)
NO_ROWS: Final[tuple[Any, ...]] = ()


class Related(NamedTuple):
    """What belongs to one message, times as Apple writes them.

    `deleted` is when it was deleted, None where it was not, 0 where it is not said when; `lost` are single parts that
    were deleted: number, time, attributed text.
    """

    threads: tuple[bytes, ...]
    files: tuple[File, ...] = ()
    deleted: int | None = None
    lost: tuple[LostPart, ...] = ()


NOWHERE: Final = Related(())
NO_MORE: Final = NOWHERE[1:]


class Beside:
    """The rows of one side table; asked for message numbers that rise. `message` is the next that it has rows of."""

    def __init__(self, rows: Iterator[tuple[Any, ...]]) -> None:
        self._rows = rows
        self._next: tuple[Any, ...] = next(rows, END)

    @property
    def message(self) -> float:
        number: float = self._next[0]
        return number

    def of(self, message: int) -> tuple[tuple[Any, ...], ...]:
        """The rows of this message, without its number."""
        following = self._next
        if following[0] > message:
            return NO_ROWS
        found = []
        while following[0] <= message:
            if following[0] == message:
                found.append(following[1:])
            following = next(self._rows, END)
        self._next = following
        return tuple(found)


class Joins:
    """The side tables of message, walked together."""

    def __init__(self, store: Store, places: Places) -> None:
        self._places = places
        self._in_one_chat = {(chat,): Related(threads) for chat, threads in places.threads.items()}
        self._chats = Beside(_chats(store))
        self._files = Beside(_files(store))
        self._deletions = Beside(_deletions(store))
        self._lost = Beside(_lost(store))
        self._rarer = self._next_rarer()

    def of(self, message: int) -> Related:
        """Message numbers must rise from call to call."""
        chats = self._chats.of(message)
        if len(chats) == 1 and message < self._rarer:
            return self._in_one_chat.get(chats[0], NOWHERE)
        files, deletions, lost = self._files.of(message), self._deletions.of(message), self._lost.of(message)
        self._rarer = self._next_rarer()
        left = () if chats else deletions
        return Related(
            threads=self._threads(chats or deletions),
            files=tuple(attachments.file(row) for row in files),
            deleted=max((date or 0 for _, date in left), default=None),
            lost=lost,
        )

    def _next_rarer(self) -> float:
        """The next message that has more than a chat."""
        return min(self._files.message, self._deletions.message, self._lost.message)

    def _threads(self, chats: tuple[tuple[Any, ...], ...]) -> tuple[bytes, ...]:
        known = self._places.threads
        return tuple(sorted({thread for chat, *_ in chats for thread in known.get(chat, NO_ROWS)}))


def file_named(store: Store, guid: str) -> File | None:
    """The attachment of that transfer guid: some are named by a body only."""
    if not store.schema.has("attachment", "guid"):
        return None
    query = f"SELECT {attachments.columns(store.schema)} FROM attachment WHERE guid = ?"  # noqa: S608 - our own names
    row = next(store.rows("attachment", query, (guid,)), None)
    return attachments.file(row) if row else None


def _chats(store: Store) -> Iterator[tuple[Any, ...]]:
    if not store.schema.has("chat_message_join", "message_id", "chat_id"):
        return iter(())
    return store.rows(
        "chat_message_join",
        "SELECT CAST(message_id AS INTEGER), CAST(chat_id AS INTEGER) FROM chat_message_join"
        " WHERE typeof(message_id) = 'integer' ORDER BY message_id",
    )


def _files(store: Store) -> Iterator[tuple[Any, ...]]:
    if not (
        store.schema.has("message_attachment_join", "message_id", "attachment_id") and store.schema.has("attachment")
    ):
        return iter(())
    return store.rows(
        "message_attachment_join",
        f"SELECT message_id, {attachments.columns(store.schema)} FROM message_attachment_join"  # noqa: S608 - ours
        " JOIN attachment ON attachment.ROWID = attachment_id"
        " WHERE typeof(message_id) = 'integer' ORDER BY message_id, attachment_id",
    )


def _deletions(store: Store) -> Iterator[tuple[Any, ...]]:
    if not store.schema.has("chat_recoverable_message_join", "message_id", "chat_id", "delete_date"):
        return iter(())
    return store.rows(
        "chat_recoverable_message_join",
        "SELECT message_id, CAST(chat_id AS INTEGER), CAST(delete_date AS INTEGER) FROM chat_recoverable_message_join"
        " WHERE typeof(message_id) = 'integer' ORDER BY message_id",
    )


def _lost(store: Store) -> Iterator[tuple[Any, ...]]:
    if not store.schema.has("recoverable_message_part", "message_id", "part_index", "delete_date", "part_text"):
        return iter(())
    return store.rows(
        "recoverable_message_part",
        "SELECT message_id, CAST(part_index AS INTEGER), CAST(delete_date AS INTEGER), CAST(part_text AS BLOB)"
        " FROM recoverable_message_part WHERE typeof(message_id) = 'integer' ORDER BY message_id, part_index",
    )

"""Room as people know it: what takes it on the hub, by kind and by conversation, and what is on this device.

A device without an account tells the same of the files that lie here, in their own bytes: that much they would take.
"""

from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Final, Literal, NamedTuple

from msgspec import Struct

from owntexts.agent import contact
from owntexts.agent.home import Home, now_ms
from owntexts.agent.measuring import measure
from owntexts.agent.membership import connected
from owntexts.conditions.reviewing import Filed, Why, reviewed
from owntexts.errors import AccountRefused, HubFailed
from owntexts.model.contents import PIECE_BYTES
from owntexts.model.times import rfc3339
from owntexts.replica import cached, storage
from owntexts.replica.database import Connection
from owntexts.replica.directory import Directory
from owntexts.replica.storage import Item
from owntexts.replica.threads import conversations
from owntexts.wire.blob import sealed_length

LARGEST: Final = 20
Kind = Literal["photos", "videos", "audio", "other"]
KINDS: Final[dict[str, Kind]] = {"image": "photos", "video": "videos", "audio": "audio"}


class ByKind(Struct, frozen=True):
    """Bytes on the hub, or here without an account: texts (null while no hub said), and files by what they show."""

    texts: int | None
    photos: int
    videos: int
    audio: int
    other: int


class ConversationRoom(Struct, frozen=True):
    """What the files of a conversation take; one that stands in two conversations counts in both."""

    id: str
    name: str
    attachments: int
    bytes: int


class LargeItem(Struct, frozen=True):
    """A file, and the message that has it: `id` is the message's, as `delete` takes it."""

    id: str
    attachment: str
    name: str | None
    mime: str | None
    at: str | None
    bytes: int


class Local(Struct, frozen=True):
    """Bytes on this device: its copy of the messages, originals and previews in its cache; and what sources have."""

    replica: int
    originals: int
    previews: int
    at_sources: int


class Storage(Struct, frozen=True):
    """The answer of `owntexts storage`; quota and used are null where there is no account or the hub never said."""

    quota: int | None
    used: int | None
    by: ByKind
    conversations: tuple[ConversationRoom, ...]
    largest: tuple[LargeItem, ...]
    local: Local


class Review(Struct, frozen=True):
    """A message that is worth a look when room is needed."""

    id: str
    why: Why
    bytes: int


def storage_of(home: Home) -> Storage:
    """What takes room now, by the hub's own word where it can be reached."""
    quota, used, texts = _said_by_hub(home)
    if home.identity.membership is None:
        measure(home, now_ms())
    with home.replica.read() as connection:
        files = _on_hub(connection) if home.identity.membership else _here(connection)
        return Storage(
            quota=quota,
            used=used,
            by=_by_kind(files, texts),
            conversations=_rooms(home, connection, files),
            largest=tuple(map(_large, files.items[:LARGEST])),
            local=_local(home, connection),
        )


class _Files(NamedTuple):
    """Files, contents by thread with their sizes, previews (mime, bytes), and how many bytes one of a size takes."""

    items: list[Item]
    by_thread: dict[int, dict[bytes, int]]
    previews: list[tuple[str | None, int]]
    takes: Callable[[int], int]


def _on_hub(connection: Connection) -> _Files:
    previews = [(mime, sealed_length(length)) for mime, length in storage.previews(connection)]
    return _Files(storage.items(connection), storage.by_thread(connection), previews, _sealed)


def _here(connection: Connection) -> _Files:
    return _Files(storage.items_here(connection), storage.by_thread_here(connection), [], int)


def review(home: Home) -> list[Review]:
    """Large and old messages, and duplicates, the largest first."""
    with home.replica.read() as connection:
        files = [Filed(each.message, each.at, each.content, each.size) for each in storage.of_messages(connection)]
    return [Review(each.message.hex(), each.why, each.bytes) for each in reviewed(files, now_ms())]


def _said_by_hub(home: Home) -> tuple[int | None, int | None, int | None]:
    """Quota, what is used of it, and the log's share; the last word heard where the hub cannot be asked."""
    membership, heard = home.identity.membership, contact.kept(home.replica)
    if membership is None:
        return None, None, None
    try:
        with connected(membership) as hub:
            said = hub.storage()
    except (HubFailed, AccountRefused):
        return (heard.quota, heard.used, None) if heard else (None, None, None)
    contact.room(home.replica, said.used, said.quota, now_ms())
    return said.quota, said.used, said.log


def _by_kind(files: _Files, texts: int | None) -> ByKind:
    room: Counter[Kind] = Counter()
    for item in files.items:
        room[_kind(item.mime, item.name)] += files.takes(item.size)
    for mime, size in files.previews:
        room[_kind(mime, None)] += size
    return ByKind(texts, room["photos"], room["videos"], room["audio"], room["other"])


def _kind(mime: str | None, name: str | None) -> Kind:
    if mime is None and name is not None:
        import mimetypes  # noqa: PLC0415 - few files have no kind of their own

        mime = mimetypes.guess_type(name)[0]
    return KINDS.get((mime or "").partition("/")[0], "other")


def _sealed(size: int) -> int:
    """What a file takes on the hub."""
    whole, rest = divmod(size, PIECE_BYTES)
    return whole * sealed_length(PIECE_BYTES) + (sealed_length(rest) if rest else 0)


def _rooms(home: Home, connection: Connection, files: _Files) -> tuple[ConversationRoom, ...]:
    """The conversations that have files, what takes most room first."""
    contents: dict[bytes, dict[bytes, int]] = {}
    for one in Directory(connection).all():
        for number in one.numbers:
            contents.setdefault(one.id, {}).update(files.by_thread.get(number, {}))
    names = {row.id: row.name or ", ".join(row.participants) for row in conversations(home.replica)}
    rooms = (
        ConversationRoom(one.hex(), names.get(one.hex(), ""), len(sizes), sum(map(files.takes, sizes.values())))
        for one, sizes in contents.items()
        if sizes
    )
    return tuple(sorted(rooms, key=lambda room: (-room.bytes, room.id)))


def _large(item: Item) -> LargeItem:
    return LargeItem(
        id=item.message.hex(),
        attachment=item.attachment.hex(),
        name=item.name,
        mime=item.mime,
        at=rfc3339(item.at),
        bytes=item.size,
    )


def _local(home: Home, connection: Connection) -> Local:
    sizes = cached.sizes(connection)
    return Local(
        replica=sum(_size(home.path / f"replica.db{suffix}") for suffix in ("", "-wal")),
        originals=sizes.get(1, 0),
        previews=sizes.get(3, 0),
        at_sources=storage.at_sources(connection),
    )


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0

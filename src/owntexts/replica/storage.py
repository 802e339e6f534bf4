"""What takes room: files by their content, each counted once however many messages have it."""

from typing import Any, Final

from msgspec import Struct

from owntexts.replica.database import Connection, Replica

_ITEMS: Final = (
    "select c.content, max(c.size), a.id, ifnull(s.id, r.target), a.name, a.mime, max(a.at) from content c "
    "join attachment a on a.id = c.attachment left join sighting s on a.kind = 1 and s.number = a.number "
    "left join record r on a.kind = 4 and r.number = a.number group by c.content"
)

_OF_MESSAGES: Final = (
    "select s.id, s.at, c.content, c.size from content c join attachment a on a.id = c.attachment "
    "left join record r on a.kind = 4 and r.number = a.number "
    "join sighting s on (a.kind = 1 and s.number = a.number) or s.id = r.target "
    "where s.shown order by s.at is null, s.at, s.id"
)


class Item(Struct, frozen=True):
    """A content on the hub: an attachment and a message (a sighting's id) that have it, of the newest such message."""

    content: bytes
    size: int
    attachment: bytes
    message: bytes
    name: str | None
    mime: str | None
    at: int | None


class MessageFile(Struct, frozen=True):
    """A file of a message: a sighting's id and time (UTC ms), and what the file is."""

    message: bytes
    at: int | None
    content: bytes
    size: int


def items(connection: Connection) -> list[Item]:
    """Every content on the hub, the largest first."""
    rows: Any = connection.execute(f"{_ITEMS} order by max(c.size) desc, c.content")
    return [Item(*row) for row in rows]


def largest(db: Replica, count: int) -> list[Item]:
    """The largest contents on the hub."""
    with db.read() as connection:
        rows: Any = connection.execute(f"{_ITEMS} order by max(c.size) desc, c.content limit ?", (count,))
        return [Item(*row) for row in rows]


def by_thread(connection: Connection) -> dict[int, dict[bytes, int]]:
    """By thread (a number of `record`) the contents that its shown messages have, and their sizes."""
    rows: Any = connection.execute(
        "select m.thread, c.content, c.size from membership m "
        "join attachment a on a.kind = 1 and a.number = m.sighting join content c on c.attachment = a.id"
    )
    found: dict[int, dict[bytes, int]] = {}
    for thread, content, size in rows:
        found.setdefault(thread, {})[content] = size
    return found


def previews(connection: Connection) -> list[tuple[str | None, int]]:
    """The kind (mime) of what each preview shows, and the length of the picture."""
    rows: Any = connection.execute(
        "select max(a.mime), max(f.length) from preview p join attachment a on a.id = p.attachment "
        "join reference f on f.record = p.record group by p.picture"
    )
    return list(rows.fetchall())


def at_sources(connection: Connection) -> int:
    """Bytes of the originals that sources of this device have."""
    return int(
        connection.execute(
            "select ifnull(sum(size), 0) from (select max(size) as size from place where content is not null "
            "and source > 0 group by content)"
        ).get
    )


def of_messages(connection: Connection) -> list[MessageFile]:
    """Every file on the hub that a shown message, or a sticker on it, has; oldest message first."""
    rows: Any = connection.execute(_OF_MESSAGES)
    return [MessageFile(*row) for row in rows]

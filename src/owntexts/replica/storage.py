"""What takes room: files by their content, each counted once however many messages have it.

A file here that was not read yet is known by its attachment alone, and its size is what its row says.
"""

from typing import Any, Final

from msgspec import Struct

from owntexts.replica.database import Connection, Replica

_ITEMS: Final = (
    "select c.content, max(c.size), a.id, ifnull(s.id, r.target), a.name, a.mime, max(a.at) from content c "
    "join attachment a on a.id = c.attachment left join sighting s on a.kind = 1 and s.number = a.number "
    "left join record r on a.kind = 4 and r.number = a.number group by c.content"
)

_HERE: Final = (
    "select ifnull(p.content, a.id), max(ifnull(p.size, ifnull(a.size, 0))) as bytes, a.id, ifnull(s.id, r.target), "
    "a.name, a.mime, max(a.at) from place p join attachment a on a.id = p.attachment "
    "left join sighting s on a.kind = 1 and s.number = a.number "
    "left join record r on a.kind = 4 and r.number = a.number "
    "where p.trouble is null group by ifnull(p.content, a.id) order by bytes desc, 1"
)

_THREADS_ON_HUB: Final = (
    "select m.thread, c.content, c.size from membership m "
    "join attachment a on a.kind = 1 and a.number = m.sighting join content c on c.attachment = a.id"
)

_THREADS_HERE: Final = (
    "select m.thread, ifnull(p.content, a.id), max(ifnull(p.size, ifnull(a.size, 0))) from membership m "
    "join attachment a on a.kind = 1 and a.number = m.sighting join place p on p.attachment = a.id "
    "where p.trouble is null group by 1, 2"
)

_AT_SOURCES: Final = (
    "select ifnull(sum(bytes), 0) from (select max(bytes) as bytes from ("
    "select p.attachment as id, max(p.content) as content, max(ifnull(p.size, ifnull(a.size, 0))) as bytes "
    "from place p join attachment a on a.id = p.attachment where p.source > 0 and p.trouble is null "
    "group by p.attachment) group by ifnull(content, id))"
)

_OF_MESSAGES: Final = (
    "select s.id, s.at, c.content, c.size from content c join attachment a on a.id = c.attachment "
    "left join record r on a.kind = 4 and r.number = a.number "
    "join sighting s on (a.kind = 1 and s.number = a.number) or s.id = r.target "
    "where s.shown order by s.at is null, s.at, s.id"
)


class Item(Struct, frozen=True):
    """A content: an attachment and a message (a sighting's id) that have it, of the newest such message."""

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


def items_here(connection: Connection) -> list[Item]:
    """Every file that lies at a source of this device or in its cache, the largest first."""
    rows: Any = connection.execute(_HERE)
    return [Item(*row) for row in rows]


def largest(db: Replica, count: int) -> list[Item]:
    """The largest contents on the hub."""
    with db.read() as connection:
        rows: Any = connection.execute(f"{_ITEMS} order by max(c.size) desc, c.content limit ?", (count,))
        return [Item(*row) for row in rows]


def by_thread(connection: Connection) -> dict[int, dict[bytes, int]]:
    """By thread (a number of `record`) the contents on the hub that its shown messages have, and their sizes."""
    return _by_thread(connection.execute(_THREADS_ON_HUB))


def by_thread_here(connection: Connection) -> dict[int, dict[bytes, int]]:
    """The same of files that lie at a source of this device or in its cache."""
    return _by_thread(connection.execute(_THREADS_HERE))


def _by_thread(rows: Any) -> dict[int, dict[bytes, int]]:
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
    return int(connection.execute(_AT_SOURCES).get)


def of_messages(connection: Connection) -> list[MessageFile]:
    """Every file on the hub that a shown message, or a sticker on it, has; oldest message first."""
    rows: Any = connection.execute(_OF_MESSAGES)
    return [MessageFile(*row) for row in rows]

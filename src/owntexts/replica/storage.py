"""What takes room: files by their content, each counted once however many messages have it."""

from typing import Any, Final

from msgspec import Struct

from owntexts.replica.database import Connection, Replica

_ITEMS: Final = (
    "select c.content, max(c.size), a.id, ifnull(s.id, r.target), a.name, a.mime, max(a.at) from content c "
    "join attachment a on a.id = c.attachment left join sighting s on a.kind = 1 and s.number = a.number "
    "left join record r on a.kind = 4 and r.number = a.number group by c.content"
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


def items(connection: Connection) -> list[Item]:
    """Every content on the hub, the largest first."""
    rows: Any = connection.execute(f"{_ITEMS} order by max(c.size) desc, c.content")
    return [Item(*row) for row in rows]


def largest(db: Replica, count: int) -> list[Item]:
    """The largest contents on the hub."""
    with db.read() as connection:
        rows: Any = connection.execute(f"{_ITEMS} order by max(c.size) desc, c.content limit ?", (count,))
        return [Item(*row) for row in rows]

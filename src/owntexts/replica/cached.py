"""What lies sealed in this home's cache, and which contents this device knows to be whole on the hub.

A content is known to be there once this device has put or opened every piece of it, while the hub's log goes on.
"""

from typing import Any, Final

from msgspec import Struct

from owntexts.replica import zone
from owntexts.replica.database import Connection, Replica
from owntexts.wire.blob import BlobKind

NEVER: Final = 0
"""When an original was looked at that only the policy brought here."""

_KEEP: Final = "insert or replace into cached values (?, ?, ?, ?)"
_PROVEN: Final = "insert or replace into proven values (?, ?)"
_EVICTABLE: Final = (
    "select k.content, k.size from cached k join proven p on p.content = k.content and p.incarnation = ? "
    "where k.kind = ? and k.used_at < ? and not exists (select 1 from content c "
    "join attachment a on a.id = c.attachment where c.content = k.content and a.at >= ?) order by k.used_at"
)


class Cached(Struct, frozen=True, gc=False):
    """A file of the cache: SHA-256 of its plaintext, and how long that is."""

    content: bytes
    size: int


def keep(connection: Connection, content: bytes, kind: BlobKind, size: int, used_at: int) -> None:
    """The cache has this whole: a file (PIECE) or a picture of one (PREVIEW), looked at then (UTC ms) or NEVER."""
    connection.execute(_KEEP, (content, kind, size, used_at))


def has(db: Replica, content: bytes) -> bool:
    """Whether the cache has this content."""
    with db.read() as connection:
        return bool(connection.execute("select exists (select 1 from cached where content = ?)", (content,)).get)


def used(db: Replica, content: bytes, now: int) -> None:
    """Somebody looked at it."""
    with db.write() as connection:
        connection.execute("update cached set used_at = ? where content = ?", (now, content))


def gone(db: Replica, content: bytes) -> None:
    """The cache has it no more, or what it had is damaged."""
    with db.write() as connection:
        connection.execute("delete from cached where content = ?", (content,))


def everything(db: Replica) -> list[Cached]:
    """All that the cache should have."""
    with db.read() as connection:
        return [Cached(*row) for row in connection.execute("select content, size from cached")]


def wanted(db: Replica) -> set[bytes]:
    """Every content that anything here refers to: what else lies in the cache is nobody's."""
    with db.read() as connection:
        rows: Any = connection.execute(
            "select content from content union select picture from preview "
            "union select content from place where source = 0 and content is not null"
        )
        return {content for (content,) in rows}


def sizes(connection: Connection) -> dict[int, int]:
    """Bytes of plaintext in the cache by kind: 1 originals, 3 previews."""
    rows: Any = connection.execute("select kind, sum(size) from cached group by kind")
    return dict(rows.fetchall())


def proven(connection: Connection, content: bytes) -> None:
    """Every piece of it was put or opened at the hub just now."""
    position = zone.position_in(connection)
    if position is not None:
        connection.execute(_PROVEN, (content, position.incarnation))


def evictable(db: Replica, before: int) -> list[Cached]:
    """Originals that the hub has, not looked at since `before` (ms) and of older messages, the longest unused first."""
    with db.read() as connection:
        position = zone.position_in(connection)
        if position is None:
            return []
        rows = connection.execute(_EVICTABLE, (position.incarnation, BlobKind.PIECE, before, before))
        return [Cached(*row) for row in rows]

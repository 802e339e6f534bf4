"""One attachment: what is said of it, what its content is, and why it may not be had."""

from msgspec import Struct

from owntexts.errors import NotFound
from owntexts.explain import Fix
from owntexts.model.records import ORIGINS, word
from owntexts.replica import contents, places
from owntexts.replica.database import Connection, Replica
from owntexts.replica.places import Spot

PREFIX_BYTES = 4


class File(Struct, frozen=True):
    """An attachment. `origin` is what its source's row says, `content` and `size` are those of its bytes on the hub.

    `spots` are where sources of this device have or had it; `declared` is the size that its row tells.
    """

    id: bytes
    name: str | None
    mime: str | None
    declared: int | None
    origin: str
    content: bytes | None
    size: int | None
    spots: tuple[Spot, ...]


def file(db: Replica, said: str) -> File:
    """The attachment with this id (hex), or whose id alone begins so, with 8 digits at least. Raises NotFound."""
    with db.read() as connection:
        found = _ids(connection, said)
        if len(found) != 1:
            raise _no_file(said)
        return _file(connection, found[0])


def _ids(connection: Connection, said: str) -> list[bytes]:
    try:
        start = bytes.fromhex(said[: len(said) // 2 * 2])
    except ValueError:
        return []
    if not len(start) >= PREFIX_BYTES:
        return []
    rows = connection.execute(
        "select distinct id from attachment where id >= ? and id <= ?", (start, start + b"\xff" * (16 - len(start)))
    )
    return [one for (one,) in rows if one.hex().startswith(said.lower())]


def _file(connection: Connection, one: bytes) -> File:
    name, mime, size, origin = connection.execute(
        "select name, mime, size, origin from attachment where id = ? order by at desc limit 1", (one,)
    ).fetchone() or (None, None, None, 0)
    known = contents.contents_of(connection, [one]).get(one)
    return File(
        id=one,
        name=name,
        mime=mime,
        declared=size,
        origin=word(ORIGINS, origin, "unreadable"),
        content=known.content if known else None,
        size=known.size if known else None,
        spots=tuple(places.spots_of(connection, one)),
    )


def _no_file(said: str) -> NotFound:
    return NotFound(
        f"There is no attachment {said}",
        "Attachments are named by their id, or by its first 8 digits; messages show it with --json.",
        fixes=(Fix("messages", "Look at the messages", "person", command="owntexts messages CONVERSATION --json"),),
    )

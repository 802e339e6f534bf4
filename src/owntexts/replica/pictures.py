"""Small pictures of files: which are to be made here, those that were, and those that cannot be."""

from typing import Any, Final

from msgspec import Struct

from owntexts.model.records import Preview, Reference
from owntexts.replica import cached, records
from owntexts.replica.database import Connection, Replica
from owntexts.replica.pending import LIVE
from owntexts.replica.places import Found, Place
from owntexts.wire.blob import BlobKind

SMALL_BYTES: Final = 64 << 20
"""Larger files are not read for their picture alone: they are once they were read to be sent."""

_AT_PLACES: Final = (
    "select p.source, p.place, ifnull(max(p.size), max(a.size)), p.content, p.stamp "
    "from place p join attachment a on a.id = p.attachment where p.source > 0 and p.again_at <= ?1 and "
    "(p.content is null and ifnull(a.size, 0) <= ?2 or p.content is not null "
    "and not exists (select 1 from preview v where v.made_of = p.content) "
    "and not exists (select 1 from unpreviewed u where u.content = p.content and u.again_at > ?1)) "
    "group by p.source, p.place order by max(a.at) desc, p.place"
)
_IN_CACHE: Final = (
    "select k.content, k.size from cached k join content c on c.content = k.content "
    "join attachment a on a.id = c.attachment where k.kind = 1 "
    "and not exists (select 1 from preview v where v.made_of = k.content) "
    "and not exists (select 1 from unpreviewed u where u.content = k.content and u.again_at > ?1) "
    "and not exists (select 1 from place p where p.content = k.content) "
    "group by k.content order by max(a.at) desc"
)
_IS_DUE: Final = (
    "select not exists (select 1 from preview where made_of = ?1) "
    "and not exists (select 1 from unpreviewed where content = ?1 and again_at > ?2)"
)
_WITH_CONTENT: Final = (
    "select attachment from place where content = ?1 union select attachment from content where content = ?1"
)


class Unpictured(Struct, frozen=True):
    """A place of a file that has no picture, and what was found there, where it was read before."""

    place: Place
    found: Found | None


class Pictured(Struct, frozen=True):
    """A picture that is on the hub and in the cache: of which content, and what is told of that.

    Width and height are the content's, in pixels, `lasts` is a video's length (ms).
    """

    of: bytes
    picture: Reference
    width: int
    height: int
    lasts: int | None


def at_places(db: Replica, now: int) -> list[Unpictured]:
    """Places of files that have no picture, newest messages first: also of files whose content is not known yet."""
    with db.read() as connection:
        rows: Any = connection.execute(_AT_PLACES, (now, SMALL_BYTES))
        return [_unpictured(*row) for row in rows]


def in_cache(db: Replica, now: int) -> list[cached.Cached]:
    """Originals in the cache that have no picture, newest messages first."""
    with db.read() as connection:
        return [cached.Cached(*row) for row in connection.execute(_IN_CACHE, (now,))]


def is_due(db: Replica, content: bytes, now: int) -> bool:
    """Whether this content has no picture, and one may be made."""
    with db.read() as connection:
        return bool(connection.execute(_IS_DUE, (content, now)).get)


def tell(connection: Connection, one: Pictured, now: int) -> None:
    """Keeps a picture for every attachment that has its content, and marks it for sending."""
    rows: Any = connection.execute(_WITH_CONTENT, (one.of,)).fetchall()
    records.absorb(connection, [_preview(attachment, one) for (attachment,) in rows], LIVE)
    cached.keep(connection, one.picture.content, BlobKind.PREVIEW, one.picture.length, now)


def cannot(db: Replica, content: bytes, why: str, again_at: int) -> None:
    """No picture can be made of this content; it is tried again at that time (UTC ms)."""
    with db.write() as connection:
        connection.execute("insert or replace into unpreviewed values (?, ?, ?)", (content, why, again_at))


def _unpictured(source: int, place: str, size: int | None, content: bytes | None, stamp: int | None) -> Unpictured:
    found = None if content is None else Found(content, size or 0, stamp)
    return Unpictured(Place(source, place, size or 0), found)


def _preview(attachment: bytes, one: Pictured) -> Preview:
    return Preview(
        attachment=attachment,
        of=one.of,
        picture=one.picture,
        width=one.width,
        height=one.height,
        lasts=one.lasts,
    )

"""Where sources of this device have the bytes of attachments, and what came of reading them there.

A place whose content is known and that is not in trouble counts as local: its bytes are not kept a second time.
"""

from collections.abc import Mapping, Sequence
from typing import Final, Literal

from msgspec import Struct

from owntexts.model.observations import Row
from owntexts.replica import attachments
from owntexts.replica.database import Connection, Replica

CACHE: Final = 0
"""The number that stands for this home's own cache where a source's would stand."""

DAY_MS: Final = 24 * 3600 * 1000
MINUTE_MS: Final = 60 * 1000

Trouble = Literal["missing", "unreadable", "changed", "too_large", "source"]
"""Not there, not readable, changed while it was read, larger than files may be; or its source is out of reach."""

_KEEP: Final = (
    "insert into place (attachment, source, place) select ?1, ?2, ?3 where exists "
    "(select 1 from attachment where id = ?1) on conflict (attachment, source) do update set place = excluded.place, "
    "content = null, size = null, stamp = null, trouble = null, again_at = 0 "
    "where place <> excluded.place or trouble is not null"
)
_TO_READ: Final = (
    "select p.source, p.place, ifnull(max(a.size), 0) from place p join attachment a on a.id = p.attachment "
    "left join content c on c.attachment = p.attachment "
    "where (p.content is null or c.attachment is null) and p.again_at <= ? "
    "group by p.source, p.place order by max(a.at) desc, p.place"
)
_NEWEST: Final = (
    "select ifnull(max(a.at), 0) from place p join attachment a on a.id = p.attachment "
    "where p.content is null and p.trouble is null"
)
_UNSENT: Final = (
    "select count(*), ifnull(sum(size), 0) from (select max(ifnull(p.size, a.size)) as size from place p "
    "join attachment a on a.id = p.attachment left join content c on c.attachment = p.attachment "
    "where c.attachment is null and p.trouble is null group by p.attachment)"
)


class Place(Struct, frozen=True, gc=False):
    """One word of a source for a place, and how many bytes its row says lie there."""

    source: int
    place: str
    size: int


class Found(Struct, frozen=True, gc=False):
    """What lay at a place: SHA-256 and size of its bytes, and the time of its file (ns), where it is a file."""

    content: bytes
    size: int
    stamp: int | None = None


class Spot(Struct, frozen=True, gc=False):
    """A place where the bytes of an attachment are, or were when it was read last."""

    source: int
    place: str
    content: bytes | None
    trouble: str | None


def keep(connection: Connection, source: int, rows: Sequence[Row]) -> None:
    """What a source says now: a file that moved is looked for again, one that its row has no more is gone."""
    located = [one for row in rows for one in row.files if one.place]
    connection.executemany(_KEEP, [(one.attachment, source, one.place) for one in located])
    there = {one.attachment for one in located}
    gone = {file for row in rows for record in row.records for file in attachments.named_in(record)} - there
    connection.executemany("delete from place where attachment = ? and source = ?", [(one, source) for one in gone])


def forget_source(connection: Connection, source: int) -> None:
    """The source is not read any more."""
    connection.execute("delete from place where source = ?", (source,))


def look_again(connection: Connection, source: int) -> None:
    """Its files may lie elsewhere now."""
    connection.execute(
        "update place set content = null, size = null, stamp = null, trouble = null, again_at = 0 where source = ?",
        (source,),
    )


def source_is_back(connection: Connection, source: int) -> None:
    """The source could be read again: so can its files."""
    connection.execute(
        "update place set trouble = null, again_at = 0 where source = ? and trouble = 'source'", (source,)
    )


def to_read(db: Replica, now: int) -> list[Place]:
    """Places whose bytes are not known or not on the hub, newest messages first; those in trouble when it is time."""
    with db.read() as connection:
        return [Place(*row) for row in connection.execute(_TO_READ, (now,))]


def newest_to_read(db: Replica) -> int:
    """The time (UTC ms) of the newest message that has a place to be read for the first time; 0 where there is none."""
    with db.read() as connection:
        return int(connection.execute(_NEWEST).get)


def unmeasured(db: Replica) -> dict[int, list[str]]:
    """By source the places of which nothing is known but what their rows say."""
    found: dict[int, list[str]] = {}
    with db.read() as connection:
        rows = connection.execute(
            "select distinct source, place from place where source > 0 and size is null and trouble is null"
        )
        for source, place in rows:
            found.setdefault(source, []).append(place)
    return found


def measured(connection: Connection, source: int, sizes: Mapping[str, int]) -> None:
    """How many bytes lie at these places, which were not read yet."""
    connection.executemany(
        "update place set size = ? where source = ? and place = ? and content is null",
        [(size, source, place) for place, size in sizes.items()],
    )


def next_at(db: Replica, now: int) -> int | None:
    """When the next place that is in trouble is looked at again (UTC ms)."""
    with db.read() as connection:
        at: int | None = connection.execute(
            "select min(again_at) from place where trouble is not null and again_at > ?", (now,)
        ).get
        return at


def unsent(connection: Connection) -> tuple[int, int]:
    """How many attachments lie at a place here and not on the hub, and their bytes, as their rows say."""
    row = connection.execute(_UNSENT).fetchone()
    return (int(row[0]), int(row[1])) if row else (0, 0)


def attachments_at(connection: Connection, source: int, place: str) -> list[bytes]:
    """The attachments that lie at this place."""
    rows = connection.execute("select attachment from place where source = ? and place = ?", (source, place))
    return [one for (one,) in rows]


def not_there_any_more(connection: Connection, content: bytes) -> None:
    """What lies at the places that had this content is to be read again."""
    connection.execute(
        "update place set content = null, size = null, stamp = null, again_at = 0 where content = ? and source <> ?",
        (content, CACHE),
    )


def found(connection: Connection, source: int, place: str, what: Found) -> None:
    """The place was read to its end."""
    connection.execute(
        "update place set content = ?, size = ?, stamp = ?, trouble = null where source = ? and place = ?",
        (what.content, what.size, what.stamp, source, place),
    )


def troubled(connection: Connection, source: int, place: str, trouble: Trouble, now: int) -> None:
    """The bytes could not be had there; it is looked at again after a day, after a minute if they were changing."""
    again = now + (MINUTE_MS if trouble == "changed" else DAY_MS)
    connection.execute(
        "update place set content = null, size = null, stamp = null, trouble = ?, again_at = ? "
        "where source = ? and place = ?",
        (trouble, again, source, place),
    )


def spots_of(connection: Connection, attachment: bytes) -> list[Spot]:
    """Where the bytes of an attachment are or were, sources in the order in which they were added."""
    rows = connection.execute(
        "select source, place, content, trouble from place where attachment = ? order by source", (attachment,)
    )
    return [Spot(*row) for row in rows]


def spots_with(connection: Connection, content: bytes) -> list[Spot]:
    """Where this content lay when it was read last."""
    rows = connection.execute(
        "select distinct source, place, content, trouble from place where content = ? order by source", (content,)
    )
    return [Spot(*row) for row in rows]

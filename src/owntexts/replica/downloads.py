"""What this device wants from the hub and does not have: originals, pictures of them, and what could not be had."""

from typing import Any, Final

import msgspec
from msgspec import Struct

from owntexts.explain import Finding
from owntexts.replica.database import Connection, Replica

BEGINNING: Final = -(1 << 62)

_MISSING: Final = (
    "from content c join attachment a on a.id = c.attachment "
    "left join sighting s on a.kind = 1 and s.number = a.number where ifnull(a.at, ?1) >= ?1 and ifnull(s.shown, 1) "
    "and not exists (select 1 from cached k where k.content = c.content) "
    "and not exists (select 1 from place p where p.content = c.content) and not exists "
    "(select 1 from place p where p.attachment = c.attachment and p.content is null and p.trouble is null)"
)
_WANTED: Final = (
    f"select c.content, max(c.size) {_MISSING} "  # noqa: S608 - a constant
    "and not exists (select 1 from lacking l where l.content = c.content and l.next_at > ?2) "
    "group by c.content order by max(a.at) desc"
)
_COUNTED: Final = (
    f"select count(*), ifnull(sum(size), 0) from (select max(c.size) as size {_MISSING} group by c.content)"  # noqa: S608 - as above
)
_PICTURES: Final = (
    "select p.picture, max(a.at) from preview p join attachment a on a.id = p.attachment "
    "left join sighting s on a.kind = 1 and s.number = a.number where ifnull(s.shown, 1) "
    "and not exists (select 1 from cached k where k.content = p.picture) "
    "and not exists (select 1 from lacking l where l.content = p.picture and l.next_at > ?) "
    "group by p.picture order by max(a.at) desc"
)
_FINDINGS: Final = msgspec.json.Decoder(Finding)


class Wanted(Struct, frozen=True, gc=False):
    """A content to be fetched, and its size."""

    content: bytes
    size: int


class Lacking(Struct, frozen=True):
    """What the hub did not give as it should: how often it was asked, and the finding."""

    content: bytes
    tries: int
    finding: Finding


def wanted(db: Replica, since: int, now: int) -> list[Wanted]:
    """Contents of shown messages since `since` (ms) that are not here, newest first: those to be asked for now."""
    with db.read() as connection:
        return [Wanted(*row) for row in connection.execute(_WANTED, (since, now))]


def missing(connection: Connection, since: int) -> tuple[int, int]:
    """How many contents are wanted and not here, and their bytes."""
    row = connection.execute(_COUNTED, (since,)).fetchone()
    return (int(row[0]), int(row[1])) if row else (0, 0)


def pictures(db: Replica, now: int) -> list[bytes]:
    """Pictures (their SHA-256) that are not here, newest first."""
    with db.read() as connection:
        return [picture for picture, _ in connection.execute(_PICTURES, (now,))]


def lacks(db: Replica, content: bytes, finding: Finding, next_at: int) -> None:
    """It could not be had, and is asked for again at `next_at`."""
    with db.write() as connection:
        connection.execute(
            "insert into lacking values (?1, 1, ?2, ?3) on conflict (content) "
            "do update set tries = tries + 1, next_at = ?2, finding = ?3",
            (content, next_at, msgspec.json.encode(finding)),
        )


def tries(db: Replica, content: bytes) -> int:
    """How often in a row it could not be had."""
    with db.read() as connection:
        return int(connection.execute("select ifnull(max(tries), 0) from lacking where content = ?", (content,)).get)


def waiting(db: Replica, now: int) -> set[bytes]:
    """What is not asked for yet, as it could not be had before."""
    with db.read() as connection:
        return {content for (content,) in connection.execute("select content from lacking where next_at > ?", (now,))}


def next_at(db: Replica) -> int | None:
    """When the first of all that could not be had is asked for again (UTC ms)."""
    with db.read() as connection:
        at: int | None = connection.execute("select min(next_at) from lacking").get
        return at


def arrived(connection: Connection, content: bytes) -> None:
    """It is here."""
    connection.execute("delete from lacking where content = ?", (content,))


def lacking(db: Replica) -> list[Lacking]:
    """All that could not be had, and is still wanted."""
    with db.read() as connection:
        rows: Any = connection.execute(
            "select content, tries, finding from lacking where content in "
            "(select content from content union select picture from preview)"
        )
        return [Lacking(content, times, _FINDINGS.decode(finding)) for content, times, finding in rows]

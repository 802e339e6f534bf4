"""Where messages come from, as the person added them, and what came of reading them."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any, Final

from msgspec import Struct

from owntexts.errors import NotFound, SourceFailed, WrongUsage
from owntexts.explain import Evidence, Fix
from owntexts.replica import mirroring, places
from owntexts.replica.database import Connection, Replica

BACKGROUND: Final = ("off", "wifi", "wifi+cellular")
ACCEPT_FEWER: Final = "accept_fewer"
ATTACHMENTS: Final = "attachments"
MODE: Final = "mode"
CHANGEABLE: Final = ("name", "path", "timezone", "background", ATTACHMENTS, ACCEPT_FEWER, MODE)
MOVES_FILES: Final = ("path", ATTACHMENTS)
GUARDED_FROM: Final = 100
FOLDER: Final = "folder"
"""The kind of a source that is a watched folder: what lies in it is read by sources of their own, under it."""

YES: Final = {"yes": True, "true": True, "1": True, "no": False, "false": False, "0": False}


class Source(Struct, frozen=True):
    """One source. Times are UTC ms.

    `read` is how many rows it had when it was read last, `known` how many rows of it were ever read, `problems` how
    many things in it could not be read, `vanished` how many known rows it has no more, `attachments` the folder of its
    files where that is not beside it, `folder` the watched folder in which it was found, `accepted` whether the person
    said that much of it may be gone, `mode` archive (what it forgets stays) or mirror.
    """

    id: str
    kind: str
    path: str
    name: str | None
    timezone: str | None
    background: str
    last_read_at: int | None
    newest_message_at: int | None
    read: int | None
    known: int
    problems: int
    vanished: int
    attachments: str | None = None
    folder: str | None = None
    accepted: bool = False
    mode: str = mirroring.ARCHIVE

    @property
    def is_device(self) -> bool:
        """Whether its path means a device: places on a disk are kept absolute."""
        return not PurePath(self.path).is_absolute()


@dataclass(frozen=True, slots=True)
class KnownProblem:
    """A row, or a piece of one, that could not be read, and has not been since."""

    source: str
    row: int | None
    where: str
    reason: str


def add(
    db: Replica,
    kind: str,
    path: str,
    *,
    name: str | None = None,
    timezone: str | None = None,
    background: str = "wifi+cellular",
) -> Source:
    """The new source, or the one that already has this path, with what was given changed. Raises WrongUsage."""
    _check("background", background)
    _check("path", path)
    with db.write() as connection:
        connection.execute(
            "insert into source (kind, path, name, timezone, background) values (?, ?, ?, ?, ?) on conflict (path) "
            "do update set kind = excluded.kind, name = ifnull(excluded.name, name), "
            "timezone = ifnull(excluded.timezone, timezone), background = excluded.background",
            (kind, path, name, timezone, background),
        )
        number = int(connection.execute("select number from source where path = ?", (path,)).get)
        return _one(connection, number)


def listed(db: Replica) -> list[Source]:
    """What the person added, in that order; what was found in watched folders is left out."""
    return [source for source in everything(db) if source.folder is None]


def with_rows(db: Replica) -> list[Source]:
    """Every source that has rows itself: watched folders are left out, and what was found in them is not."""
    return [source for source in everything(db) if source.kind != FOLDER]


def everything(db: Replica) -> list[Source]:
    """What the person added, and what was found in watched folders."""
    return list(db.remembered("sources", lambda connection, _before: _all(connection)))


def one(db: Replica, source: str) -> Source:
    """The source with this id. Raises NotFound."""
    with db.read() as connection:
        return _one(connection, number_of(source))


def change(db: Replica, source: str, key: str, value: str) -> Source:
    """Changes one of CHANGEABLE; an empty name or time zone takes it away. Raises NotFound, WrongUsage."""
    _check(key, value)
    kept = int(YES[value]) if key == ACCEPT_FEWER else value if value or key in {"path", "background"} else None
    with db.write() as connection:
        number = _one(connection, number_of(source)).id
        if key == MODE:
            mirroring.choose(connection, int(number), value)
        else:
            connection.execute(f"update source set {key} = ? where number = ?", (kept, int(number)))  # noqa: S608 - key is one of CHANGEABLE
        if key == "path":
            mirroring.doubt(connection, int(number))
        if key in MOVES_FILES:
            places.look_again(connection, int(number))
        return _one(connection, int(number))


def remove(db: Replica, source: str) -> None:
    """Forgets the source and what was read from it; every message stays. Raises NotFound."""
    with db.write() as connection:
        number = int(_one(connection, number_of(source)).id)
        found: Any = connection.execute(
            "select source from folder_file where folder = ? and source is not null", (number,)
        )
        for each in [number, *(inside for (inside,) in found.fetchall())]:
            forget(connection, each)
        connection.execute("delete from folder_file where folder = ?", (number,))


def forget(connection: Connection, number: int) -> None:
    """Takes away a source and what is kept of reading it."""
    connection.execute("delete from ledger where source = ?", (number,))
    connection.execute("delete from problem where source = ?", (number,))
    connection.execute("delete from source where number = ?", (number,))
    places.forget_source(connection, number)
    mirroring.forget(connection, number)


def finished(db: Replica, source: str, *, at: int, vanished: int) -> None:
    """The source was read to its end at this time (UTC ms); `vanished` is the ledger's count."""
    with db.write() as connection:
        connection.execute(
            "update source set last_read_at = ?, vanished = ? where number = ?", (at, vanished, number_of(source))
        )
        places.source_is_back(connection, number_of(source))


def problems(db: Replica, source: str | None = None) -> list[KnownProblem]:
    """What could not be read, of one source or of all, by row."""
    with db.read() as connection:
        rows = connection.execute(
            "select source, row, place, reason from problem where ?1 is null or source = ?1 "
            "order by source, row, rowid",
            (None if source is None else number_of(source),),
        )
        return [KnownProblem(str(number), row, place, reason) for number, row, place, reason in rows]


def _all(connection: Connection) -> list[Source]:
    return [_one(connection, number) for (number,) in connection.execute("select number from source order by number")]


def number_of(source: str) -> int:
    """The number behind a source's id. Raises NotFound."""
    if not (source.isascii() and source.isdigit()):
        raise unknown(source)
    return int(source)


def begin(connection: Connection, source: int, totals: Sequence[int | None]) -> None:
    """A chunk of this source comes; the first of a read says how many rows there are in `totals`, if that is known.

    Raises NotFound, and SourceFailed source.emptied where most rows are gone.
    """
    row = connection.execute("select total, accept_fewer from source where number = ?", (source,)).fetchone()
    if row is None:
        raise unknown(str(source))
    for total in totals:
        before, accepted = row
        if total is not None and before is not None and before > GUARDED_FROM and total * 2 < before and not accepted:
            raise _emptied(source, before, total)
        connection.execute(
            "update source set total = ifnull(?, total), accept_fewer = 0 where number = ?", (total, source)
        )
        connection.execute("delete from problem where source = ? and row is null", (source,))


def seen(connection: Connection, source: int, newest_at: int | None) -> None:
    """The newest message of this source so far (UTC ms)."""
    if newest_at is not None:
        connection.execute(
            "update source set newest_at = max(ifnull(newest_at, ?1), ?1) where number = ?2", (newest_at, source)
        )


def is_unicode(text: str) -> bool:
    """Whether a text can be kept: it has no half of a character."""
    return text == text.encode("utf-8", "replace").decode()


def unknown(source: str) -> NotFound:
    return NotFound(
        f"There is no source {source}",
        "Sources are named by the id that the list of sources shows.",
        fixes=(Fix(id="list", title="Look at the list of sources", kind="person", command="owntexts source list"),),
    )


def _one(connection: Connection, number: int) -> Source:
    row = connection.execute(
        "select kind, path, name, timezone, background, last_read_at, newest_at, total, "
        "(select count(*) from ledger where source = number), (select count(*) from problem where source = number "
        "or source in (select source from folder_file where folder = number)), vanished, attachments, "
        "(select cast(folder as text) from folder_file f where f.source = number), accept_fewer, "
        "iif(exists (select 1 from mirror m where m.source = number), 'mirror', 'archive') "
        "from source where number = ?",
        (number,),
    ).fetchone()
    if row is None:
        raise unknown(str(number))
    *said, accepted, mode = row
    return Source(*(str(number), *said, bool(accepted), mode))


def _check(key: str, value: str) -> None:
    allowed = {"background": BACKGROUND, ACCEPT_FEWER: tuple(YES), MODE: mirroring.MODES}.get(key)
    if key not in CHANGEABLE:
        raise WrongUsage(f"A source has no setting {key}", f"It has {', '.join(CHANGEABLE)}.", fixes=(_USAGE,))
    if (allowed and value not in allowed) or (key == "path" and not (value and is_unicode(value))):
        said = f"{key} is one of {', '.join(allowed)}." if allowed else "A source needs a path, in UTF-8."
        raise WrongUsage(f"{value!r} is no {key} of a source", said, fixes=(_USAGE,))


_USAGE = Fix(id="help", title="See what can be set", kind="person", command="owntexts source set --help")


def _emptied(source: int, before: int, total: int) -> SourceFailed:
    return SourceFailed(
        "Most of this source is gone",
        f"It had {before} messages when it was read last and has {total} now. Nothing was changed.",
        code="source.emptied",
        evidence=(Evidence(name="messages", value=total, limit=before, origin="the source"),),
        fixes=(
            Fix(
                id="accept-fewer",
                title="If that is right (it was cleaned up, or it is another file now), say so and import again",
                kind="setting",
                command=f"owntexts source set {source} {ACCEPT_FEWER} yes",
            ),
            Fix(id="look", title="If not, look at what happened to the source before it is read again", kind="person"),
        ),
    )

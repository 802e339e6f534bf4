"""Why it ran or paused, and since when: one row each time a lane's answer changes."""

from typing import Final, Literal

from msgspec import Struct

from owntexts.replica.database import Connection, Replica

KEPT_MS: Final = 400 * 24 * 3600 * 1000
"""How long an answer is remembered."""

Lane = Literal["texts", "attachments"]


class Decided(Struct, frozen=True):
    """From `at` (UTC ms) on this lane's answer was this one: a JSON document of the caller's, and what brought it."""

    at: int
    lane: Lane
    answer: str
    ended_by: str | None = None


def append(db: Replica, lane: Lane, answer: str, at: int, ended_by: str | None = None) -> bool:
    """Keeps the answer (JSON) if it differs from the lane's last; whether it did."""
    with db.read() as connection:
        if _last(connection, lane) == answer:
            return False
    with db.write() as connection:
        if _last(connection, lane) == answer:
            return False
        connection.execute("delete from decision where at < ?", (at - KEPT_MS,))
        connection.execute(
            "insert into decision (at, lane, answer, ended_by) values (?, ?, ?, ?)", (at, lane, answer, ended_by)
        )
        return True


def listed(db: Replica, since: int | None = None) -> list[Decided]:
    """The answers given at or after `since` (UTC ms), oldest first."""
    return _rows(db, "select at, lane, answer, ended_by from decision where at >= ? order by number", since)


def in_force(db: Replica, at: int) -> list[Decided]:
    """Each lane's answer as it stood just before `at` (UTC ms)."""
    return _rows(
        db,
        "select at, lane, answer, ended_by from decision where number in "
        "(select max(number) from decision where at < ? group by lane) order by number",
        at,
    )


def newest_first(db: Replica, lane: Lane, limit: int) -> list[Decided]:
    """The lane's last answers, the one that holds now first."""
    with db.read() as connection:
        rows = connection.execute(
            "select at, lane, answer, ended_by from decision where lane = ? order by number desc limit ?", (lane, limit)
        )
        return [Decided(*row) for row in rows]


def _rows(db: Replica, query: str, at: int | None) -> list[Decided]:
    with db.read() as connection:
        return [Decided(*row) for row in connection.execute(query, (-(1 << 63) if at is None else at,))]


def _last(connection: Connection, lane: Lane) -> object:
    return connection.execute("select answer from decision where lane = ? order by number desc limit 1", (lane,)).get

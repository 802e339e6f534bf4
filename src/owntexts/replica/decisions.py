"""Why it ran or paused, and since when: one row each time a lane's answer changes."""

from typing import Literal

from msgspec import Struct

from owntexts.replica.database import Replica


class Decided(Struct, frozen=True):
    """From `at` (UTC ms) on this lane's answer was this one: a JSON document of the caller's."""

    at: int
    lane: Literal["texts", "attachments"]
    answer: str


def append(db: Replica, lane: Literal["texts", "attachments"], answer: str, at: int) -> bool:
    """Keeps the answer (JSON) if it differs from the lane's last; whether it did."""
    with db.write() as connection:
        last = connection.execute(
            "select answer from decision where lane = ? order by number desc limit 1", (lane,)
        ).get
        if last == answer:
            return False
        connection.execute("insert into decision (at, lane, answer) values (?, ?, ?)", (at, lane, answer))
        return True


def listed(db: Replica, since: int | None = None) -> list[Decided]:
    """The answers given at or after `since` (UTC ms), oldest first."""
    with db.read() as connection:
        rows = connection.execute(
            "select at, lane, answer from decision where at >= ? order by number",
            (-(1 << 63) if since is None else since,),
        )
        return [Decided(at, lane, answer) for at, lane, answer in rows]

"""How much went over the line, day by day: what a person wants to know who pays for bytes."""

from datetime import date, timedelta
from typing import Final

from msgspec import Struct

from owntexts.agent import local_time
from owntexts.replica import state
from owntexts.replica.database import Replica

PREFIX: Final = "traffic."
KEPT_DAYS: Final = 100


class Day(Struct, frozen=True):
    """A local day: bytes in both directions, and how many of them went where they cost."""

    day: str
    bytes: int
    costly: int


def add(db: Replica, size: int, *, costs: bool, now: int) -> None:
    """Counts these bytes for the local day."""
    today = local_time.date(now, local_time.zone())
    oldest = (date.fromisoformat(today) - timedelta(days=KEPT_DAYS)).isoformat()
    with db.write() as connection:
        told = _read(state.read(connection, PREFIX + today))
        connection.execute("delete from state where key glob ? and key < ?", (PREFIX + "*", PREFIX + oldest))
        state.write(connection, PREFIX + today, f"{told[0] + size} {told[1] + size * costs}")


def days(db: Replica, since: str) -> list[Day]:
    """The days from `since` ('2026-11-03') on that had any, oldest first."""
    with db.read() as connection:
        rows = connection.execute(
            "select key, value from state where key glob ? and key >= ? order by key", (PREFIX + "*", PREFIX + since)
        ).fetchall()
    return [Day(str(key).removeprefix(PREFIX), *_read(value)) for key, value in rows]


def _read(told: object) -> tuple[int, int]:
    """(bytes, costly ones) of what is kept; nothing of anything else."""
    words = str(told).split() if told else []
    return (int(words[0]), int(words[1])) if len(words) == 2 and all(map(str.isdigit, words)) else (0, 0)  # noqa: PLR2004 - the two of the line above

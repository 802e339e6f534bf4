"""How much this device has sent and received today where bytes cost: over cellular, or a network marked as metered."""

from collections.abc import Callable
from threading import Lock
from typing import Final

from owntexts.agent import habits, local_time
from owntexts.conditions.network import costs
from owntexts.conditions.readings import Readings
from owntexts.replica import state
from owntexts.replica.database import Replica

PREFIX: Final = "allowance."
DAY_MS: Final = 24 * 3600 * 1000
KEPT_DAYS: Final = 2
"""Around today, in both directions: a clock that jumps and comes back finds what was counted."""


class Meter:
    """Counts what goes over the line; `settle` keeps it, as costly or not by what the network was meanwhile."""

    def __init__(self, db: Replica, now: Callable[[], int]) -> None:
        self._db = db
        self._now = now
        self._guard = Lock()
        self._counted = 0
        self._costs = False
        self._settled_at = now()

    def count(self, size: int) -> None:
        """So many bytes went out or came in."""
        with self._guard:
            self._counted += size

    def settle(self, readings: Readings) -> None:
        """Keeps what was counted since the last time, if that network costs; `readings` tell of the next."""
        with self._guard:
            counted, self._counted = self._counted, 0
            cost, self._costs = self._costs, costs(readings)
        now = self._now()
        habits.measured(self._db, counted, now - self._settled_at)
        self._settled_at = now
        if cost and counted:
            add(self._db, counted, now)


def used_today(db: Replica, now: int) -> int:
    """Bytes that counted since local midnight."""
    used = state.get(db, _day(now))
    return used if isinstance(used, int) else 0


def add(db: Replica, size: int, now: int) -> None:
    """Counts these bytes; days that are long over, or far off, are forgotten."""
    today, around = _day(now), KEPT_DAYS * DAY_MS
    with db.write() as connection:
        used = state.read(connection, today)
        connection.execute(
            "delete from state where key glob ? and key not between ? and ?",
            (PREFIX + "*", _day(now - around), _day(now + around)),
        )
        state.write(connection, today, size + (used if isinstance(used, int) else 0))


def _day(now: int) -> str:
    """The key of the local day."""
    return PREFIX + local_time.date(now, local_time.zone())

"""How much this device has sent and received today where bytes cost: over cellular, or a network marked as metered."""

from collections.abc import Callable
from threading import Lock
from typing import Final

from owntexts.agent import local_time
from owntexts.conditions.readings import METERED, NETWORK, Readings, value_of
from owntexts.replica import state
from owntexts.replica.database import Replica

PREFIX: Final = "allowance."


class Meter:
    """Counts what goes over the line; `settle` keeps it, as costly or not by what the network was meanwhile."""

    def __init__(self, db: Replica, now: Callable[[], int]) -> None:
        self._db = db
        self._now = now
        self._guard = Lock()
        self._counted = 0
        self._costs = False

    def count(self, size: int) -> None:
        """So many bytes went out or came in."""
        with self._guard:
            self._counted += size

    def settle(self, readings: Readings) -> None:
        """Keeps what was counted since the last time, if that network costs; `readings` tell of the next."""
        with self._guard:
            counted, self._counted = self._counted, 0
            cost, self._costs = self._costs, costs(readings)
        if cost and counted:
            add(self._db, counted, self._now())


def costs(readings: Readings) -> bool:
    """Whether bytes count against the allowance on this network."""
    return value_of(readings, METERED) is True or (
        value_of(readings, NETWORK) == "cellular" and value_of(readings, METERED) is not False
    )


def used_today(db: Replica, now: int) -> int:
    """Bytes that counted since local midnight."""
    used = state.get(db, PREFIX + local_time.date(now, local_time.zone()))
    return used if isinstance(used, int) else 0


def add(db: Replica, size: int, now: int) -> None:
    """Counts these bytes; days that are over are forgotten."""
    today = PREFIX + local_time.date(now, local_time.zone())
    with db.write() as connection:
        used = state.read(connection, today)
        connection.execute("delete from state where key glob ? and key <> ?", (PREFIX + "*", today))
        state.write(connection, today, size + (used if isinstance(used, int) else 0))

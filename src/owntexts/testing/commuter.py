"""A year of a commuter's phone: battery, charger, network, heat, and what is written. Invented, the same each time.

Weekdays: a train with tunnels, an office with Wi-Fi, home, the charger from about 23:10 on; where it was forgotten, the
phone is plugged in somewhere once it is nearly empty.
Weekends: out on cellular, some days in the mountains without any network. In July a fortnight abroad, roaming, with a
hotel's metered Wi-Fi at night; on summer afternoons the phone gets hot.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Final

STEP_MINUTES: Final = 10
STEP_MS: Final = STEP_MINUTES * 60_000
DAYS: Final = 365
FIRST_DAY: Final = date(2026, 1, 1)

WAKES, LEAVES, ARRIVES, GOES_HOME, IS_HOME, SLEEPS = 7 * 60, 465, 510, 1050, 1095, 1390
ABROAD: Final = range(190, 204)
"""Days of the year."""

LOW_POWER_BELOW: Final = 20
LOW_POWER_UNTIL: Final = 80
TOPPED_UP_BELOW: Final = 12
TOPPED_UP_UNTIL: Final = 50
PHOTO_BYTES: Final = 2_500_000


@dataclass(frozen=True, slots=True)
class Moment:
    """Ten minutes of the phone's life. `texts` and `attachments` (bytes) are what came in them."""

    ms: int
    day: date
    minute: int
    battery: int
    charging: bool
    low_power: bool
    network: str
    metered: bool
    roaming: bool
    portal: bool
    heat: str
    texts: int
    attachments: tuple[int, ...]


def year(seed: int = 1) -> Iterator[Moment]:
    """Moments without a gap, for a year from the first of January."""
    chance = Random(seed)  # noqa: S311 - an invented life, no secret
    battery, low_power, topping_up = 90.0, False, False
    for number in range(DAYS):
        day = _Day(number, chance)
        for minute in range(0, 24 * 60, STEP_MINUTES):
            topping_up = day.has_a_socket(minute) and battery < (TOPPED_UP_UNTIL if topping_up else TOPPED_UP_BELOW)
            charging = topping_up or day.charges(minute)
            battery = min(100.0, battery + 6.0) if charging else max(1.0, battery - day.drain(minute))
            low_power = not charging and battery < (LOW_POWER_UNTIL if low_power else LOW_POWER_BELOW)
            yield day.moment(minute, round(battery), charging, low_power)


class _Day:
    """How one day goes."""

    def __init__(self, number: int, chance: Random) -> None:
        self._chance = chance
        self._date = FIRST_DAY + timedelta(days=number)
        self._abroad = number in ABROAD
        self._at_work = self._date.weekday() < 5 and not self._abroad
        self._outdoors = not self._at_work and chance.random() < 0.15
        self._summer = self._date.month in {6, 7, 8}
        self._plugs_in = SLEEPS + chance.randrange(-40, 40) if chance.random() < 0.9 else None
        self._desk_charger = self._at_work and chance.random() < 0.3
        self._portal_at = 13 * 60 if chance.random() < 0.1 else None
        self._plugged_until = WAKES if chance.random() < 0.9 else 0

    def charges(self, minute: int) -> bool:
        at_night = minute < self._plugged_until or (self._plugs_in is not None and minute >= self._plugs_in)
        return at_night or (self._desk_charger and ARRIVES + 60 <= minute < ARRIVES + 180)

    def has_a_socket(self, minute: int) -> bool:
        """At home, at work and in the hotel, while awake."""
        if self._at_work:
            is_out = LEAVES <= minute < ARRIVES or GOES_HOME <= minute < IS_HOME
        else:
            is_out = (self._abroad or self._outdoors) and 9 * 60 <= minute < 22 * 60
        return not is_out and minute >= WAKES

    def drain(self, minute: int) -> float:
        """Percent in ten minutes."""
        return 0.1 if minute < WAKES else 0.5 + self._chance.random() * (1.0 if self._abroad else 0.6)

    def moment(self, minute: int, battery: int, charging: bool, low_power: bool) -> Moment:
        network, metered, roaming = self._network(minute)
        portal = self._portal_at is not None and self._portal_at <= minute < self._portal_at + 40 and not self._abroad
        return Moment(
            ms=round((datetime(*self._date.timetuple()[:3], tzinfo=UTC).timestamp() + minute * 60) * 1000),
            day=self._date,
            minute=minute,
            battery=battery,
            charging=charging,
            low_power=low_power,
            network="wifi" if portal else network,
            metered=metered and not portal,
            roaming=roaming and not portal,
            portal=portal,
            heat=self._heat(minute),
            texts=self._texts(minute),
            attachments=self._attachments(minute),
        )

    def _network(self, minute: int) -> tuple[str, bool, bool]:
        """(kind, metered, roaming)."""
        if self._abroad:
            return ("wifi", True, False) if minute < 9 * 60 or minute >= 22 * 60 else ("cellular", True, True)
        if self._at_work:
            return self._weekday_network(minute)
        if self._outdoors and 9 * 60 <= minute < 18 * 60:
            return ("none", False, False) if self._chance.random() < 0.9 else ("cellular", True, False)
        return ("cellular", True, False) if 11 * 60 <= minute < 16 * 60 else ("wifi", False, False)

    def _weekday_network(self, minute: int) -> tuple[str, bool, bool]:
        if LEAVES <= minute < ARRIVES or GOES_HOME <= minute < IS_HOME:
            return ("none", False, False) if self._chance.random() < 0.3 else ("cellular", True, False)
        return "wifi", False, False

    def _heat(self, minute: int) -> str:
        if not (self._summer and 13 * 60 <= minute < 17 * 60):
            return "nominal"
        return self._chance.choices(("nominal", "fair", "serious", "critical"), (60, 25, 14, 1))[0]

    def _texts(self, minute: int) -> int:
        rate = 0.03 if minute < WAKES else 0.5
        return sum(self._chance.random() < rate for _ in range(2))

    def _attachments(self, minute: int) -> tuple[int, ...]:
        if minute < WAKES or self._chance.random() >= 0.06:
            return ()
        return (round(PHOTO_BYTES * self._chance.uniform(0.2, 3)),)

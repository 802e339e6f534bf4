"""How hot the machine is, against the marks that its own sensors name; no mark, no judgement.

At a critical or hot mark: critical. Less than 5 degrees below the lower of the two: serious. Less than 15 degrees below
it, or at the mark from which the kernel cools by slowing down: fair.
"""

from collections.abc import Iterable, Iterator
from pathlib import Path

from msgspec import Struct

from owntexts.conditions.readings import HEAT, HEATS
from owntexts.probes.base import Measured
from owntexts.probes.linux import sysfs

THERMAL = Path("/sys/class/thermal")
HWMON = Path("/sys/class/hwmon")
ORIGIN = "the kernel (thermal)"
SERIOUS_BELOW = 5_000
FAIR_BELOW = 15_000
HOTTEST = 150_000


class Sensor(Struct, frozen=True):
    """One temperature and its marks, in thousandths of a degree Celsius."""

    now: int
    highest: int | None = None
    slower_from: int | None = None

    @property
    def heat(self) -> str | None:
        """Nominal to critical, or None without a mark."""
        if self.highest is not None and self.now >= self.highest - FAIR_BELOW:
            return self._heat_below(self.highest)
        if self.slower_from is not None and self.now >= self.slower_from:
            return "fair"
        return None if self.highest is None and self.slower_from is None else "nominal"

    def _heat_below(self, highest: int) -> str:
        if self.now >= highest:
            return "critical"
        return "serious" if self.now >= highest - SERIOUS_BELOW else "fair"


def take(thermal: Path = THERMAL, hwmon: Path = HWMON) -> Iterator[Measured]:
    """The heat of the hottest sensor."""
    sensors = [*_zones(thermal), *_chips(hwmon)]
    heats = [heat for sensor in sensors if (heat := sensor.heat)]
    if heats:
        yield Measured(HEAT, max(heats, key=HEATS.index), ORIGIN)


def _zones(thermal: Path) -> Iterator[Sensor]:
    for zone in sysfs.folders(thermal):
        now = _plausible(zone / "temp")
        if now is not None:
            yield Sensor(now, _lowest(_marks(zone, {"critical", "hot"})), _lowest(_marks(zone, {"passive"})))


def _marks(zone: Path, kinds: set[str]) -> Iterator[int | None]:
    for kind in zone.glob("trip_point_*_type"):
        if sysfs.text(kind) in kinds:
            yield _plausible(kind.with_name(kind.name.removesuffix("type") + "temp"))


def _chips(hwmon: Path) -> Iterator[Sensor]:
    for chip in sysfs.folders(hwmon):
        for file in sorted(chip.glob("temp*_input")):
            now = _plausible(file)
            if now is not None:
                yield Sensor(now, _plausible(file.with_name(file.name.removesuffix("input") + "crit")))


def _plausible(file: Path) -> int | None:
    found = sysfs.number(file)
    return found if found is not None and 0 < found <= HOTTEST else None


def _lowest(marks: Iterable[int | None]) -> int | None:
    return min((mark for mark in marks if mark is not None), default=None)

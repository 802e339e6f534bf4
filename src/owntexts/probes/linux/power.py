"""Batteries and mains as the kernel tells them. Batteries of mice and headsets are not this machine's."""

from collections.abc import Iterator
from pathlib import Path

from owntexts.conditions.readings import BATTERY, CHARGING
from owntexts.probes.base import Measured
from owntexts.probes.linux import sysfs

SUPPLIES = Path("/sys/class/power_supply")
ORIGIN = "the kernel (power_supply)"
PLUGGED_IN = {"Charging", "Full", "Not charging"}


def take(supplies: Path = SUPPLIES) -> Iterator[Measured]:
    """How full the batteries are together, and whether the machine has power from outside."""
    own = [folder for folder in sysfs.folders(supplies) if sysfs.text(folder / "scope") != "Device"]
    batteries = [folder for folder in own if sysfs.text(folder / "type") == "Battery" and _is_present(folder)]
    percent = _percent(batteries)
    if percent is not None:
        yield Measured(BATTERY, percent, ORIGIN)
    outside = _has_power_from_outside(own, batteries)
    if outside is not None:
        yield Measured(CHARGING, outside, ORIGIN)


def _is_present(battery: Path) -> bool:
    return sysfs.number(battery / "present") != 0


def _percent(batteries: list[Path]) -> int | None:
    for unit in ("energy", "charge"):
        charges = [(sysfs.number(b / f"{unit}_now"), sysfs.number(b / f"{unit}_full")) for b in batteries]
        known = [(now, full) for now, full in charges if now is not None and full]
        if len(batteries) > 1 and len(known) == len(batteries):
            return min(100, round(100 * sum(now for now, _ in known) / sum(full for _, full in known)))
    capacities = [capacity for b in batteries if (capacity := sysfs.number(b / "capacity")) is not None]
    return round(sum(capacities) / len(capacities)) if capacities else None


def _has_power_from_outside(own: list[Path], batteries: list[Path]) -> bool | None:
    mains = [sysfs.number(folder / "online") for folder in own if sysfs.text(folder / "type") in {"Mains", "USB"}]
    if any(mains):
        return True
    states = {sysfs.text(battery / "status") for battery in batteries}
    if "Discharging" in states:
        return False
    return True if states & PLUGGED_IN else None

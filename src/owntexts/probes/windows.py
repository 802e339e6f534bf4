"""Windows: the battery, and whether there is any network, by psutil. Never tried there; see docs/probes.md."""

from collections.abc import Iterator

from owntexts.conditions.readings import BATTERY, CHARGING, NETWORK
from owntexts.probes.base import Measured, Probe


def take_battery() -> Iterator[Measured]:
    """The charge, and whether there is power from outside; nothing on a machine without a battery."""
    import psutil  # type: ignore[import-untyped] # noqa: PLC0415 - costs 40 ms, and other systems need none

    battery = psutil.sensors_battery()
    if battery is not None:
        yield Measured(BATTERY, round(battery.percent), "Windows")
        if battery.power_plugged is not None:
            yield Measured(CHARGING, battery.power_plugged, "Windows")


def take_network() -> Iterator[Measured]:
    """Only that there is none, where no interface is up; of what kind one is, Windows does not tell here."""
    import psutil  # noqa: PLC0415 - as above

    if not any(each.isup for name, each in psutil.net_if_stats().items() if "loopback" not in name.lower()):
        yield Measured(NETWORK, "none", "Windows")


PROBES: tuple[Probe, ...] = (Probe("the battery", take_battery), Probe("the network interfaces", take_network))

"""The way out of this machine as the kernel tells it: which interface it takes, and of what kind that is."""

from collections.abc import Iterator
from pathlib import Path

from msgspec import Struct

from owntexts.conditions.readings import NETWORK
from owntexts.probes.base import Measured
from owntexts.probes.linux import sysfs

ROUTES = Path("/proc/net")
INTERFACES = Path("/sys/class/net")
ORIGIN = "the kernel (routes)"
UP, REJECT = 0x1, 0x200
EVERYWHERE = "00000000"
ETHERNET = 1
BY_DEVICE_TYPE = {"wlan": "wifi", "wwan": "cellular", "wireguard": "vpn", "bridge": "other", "ppp": "other"}


class Route(Struct, frozen=True):
    """A way over an interface; of those that lead everywhere, the one of the least metric is taken."""

    interface: str
    everywhere: bool
    metric: int


def take(routes: Path = ROUTES, interfaces: Path = INTERFACES) -> Iterator[Measured]:
    """The kind of network; none where the machine has an interface of its own, and none that is up leads anywhere."""
    tables = [table for name in ("route", "ipv6_route") if (table := sysfs.text(routes / name))]
    ways = [way for table in tables for way in _routes(table) if _is_up(interfaces / way.interface)]
    best = min(ways, key=lambda way: (not way.everywhere, way.metric), default=None)
    if best is not None:
        yield Measured(NETWORK, kind_of(interfaces / best.interface), ORIGIN)
    elif tables and any((interface / "device").exists() for interface in sysfs.folders(interfaces)):
        yield Measured(NETWORK, "none", ORIGIN)


def kind_of(interface: Path) -> str:
    """The kind of an interface from its folder in /sys/class/net."""
    if (interface / "wireless").exists() or (interface / "phy80211").exists():
        return "wifi"
    if (interface / "tun_flags").exists():
        return "vpn"
    told = dict(line.split("=", 1) for line in sysfs.text(interface / "uevent").splitlines() if "=" in line)
    if kind := BY_DEVICE_TYPE.get(told.get("DEVTYPE", "")):
        return kind
    return "ethernet" if sysfs.number(interface / "type") == ETHERNET else "other"


def _is_up(interface: Path) -> bool:
    return interface.name != "lo" and sysfs.text(interface / "operstate") in {"up", "unknown", ""}


def _routes(table: str) -> Iterator[Route]:
    lines = table.splitlines()
    yield from _routes_6(lines) if not table.startswith("Iface") else _routes_4(lines[1:])


def _routes_4(lines: list[str]) -> Iterator[Route]:
    for line in lines:
        interface, target, _, flags, _, _, metric, mask, *_ = line.split()
        if _leads_on(flags):
            yield Route(interface, target == mask == EVERYWHERE, int(metric))


def _routes_6(lines: list[str]) -> Iterator[Route]:
    for line in lines:
        target, prefix, _, _, _, metric, _, _, flags, interface = line.split()
        if _leads_on(flags) and not target.startswith(("fe80", "ff")):
            yield Route(interface, int(prefix, 16) == 0, int(metric, 16))


def _leads_on(flags: str) -> bool:
    return bool(int(flags, 16) & UP) and not int(flags, 16) & REJECT

"""The network by `route`, `networksetup` and `ifconfig`.

A network that macOS calls expensive (a phone's hotspot) or constrained (Low Data Mode) counts as metered.
"""

import re
from collections.abc import Iterator

from owntexts.conditions.readings import METERED, NETWORK
from owntexts.probes.base import Measured
from owntexts.probes.commands import output

TUNNELS = ("utun", "ipsec", "ppp", "tun")
COSTLY = {"EXPENSIVE", "CONSTRAINED"}


def take() -> Iterator[Measured]:
    """The kind of the interface that leads out, and whether it is metered."""
    route = output("/sbin/route", "-n", "get", "default")
    interface = interface_of(route)
    if interface is None:
        yield from without_a_way_out(output("/usr/sbin/scutil", "--nwi"))
        return
    ports = output("/usr/sbin/networksetup", "-listallhardwareports")
    yield Measured(NETWORK, kind(interface, ports), "route, networksetup")
    yield from metered(output("/sbin/ifconfig", "-v", interface))


def interface_of(printed: str) -> str | None:
    """The interface in the output of `route -n get default`."""
    found = re.search(r"^\s*interface:\s*(\S+)", printed, re.MULTILINE)
    return found[1] if found else None


def kind(interface: str, ports: str) -> str:
    """The kind of an interface by the output of `networksetup -listallhardwareports`."""
    if interface.startswith(TUNNELS):
        return "vpn"
    named = re.search(rf"Hardware Port: (.+)\nDevice: {re.escape(interface)}\n", ports)
    port = named[1].lower() if named else ""
    if "wi-fi" in port or "airport" in port:
        return "wifi"
    if "iphone" in port or "ipad" in port:
        return "cellular"
    return "ethernet" if "ethernet" in port or "lan" in port else "other"


def metered(printed: str) -> Iterator[Measured]:
    """The flags in the output of `ifconfig -v INTERFACE`; without the extended ones nothing is known."""
    flags = [set(each.split(",")) for each in re.findall(r"(?:e|x)flags=\w+<([^>]*)>", printed)]
    if flags:
        yield Measured(METERED, any(COSTLY & each for each in flags), "ifconfig")


def without_a_way_out(printed: str) -> Iterator[Measured]:
    """The output of `scutil --nwi` where no route leads out: no network, if it lists no interface."""
    if "Network information" in printed and not re.search(r"Network interfaces: *\S", printed):
        yield Measured(NETWORK, "none", "scutil")

"""The output of the commands of macOS. All of it is invented after public examples: none was recorded on a Mac."""

import pytest

from owntexts.conditions.readings import BATTERY, CHARGING, HEAT, LOW_POWER, METERED
from owntexts.explain.finding import Value
from owntexts.probes.macos import heat, network, power

ON_BATTERY = """Now drawing from 'Battery Power'
 -InternalBattery-0 (id=6094947)\t85%; discharging; 3:42 remaining present: true
"""
PLUGGED_IN = """Now drawing from 'AC Power'
 -InternalBattery-0 (id=1)\t100%; charged; 0:00 remaining present: true
"""
DESKTOP = "Now drawing from 'AC Power'\n"
ON_UPS = """Now drawing from 'UPS Power'
 -Back-UPS ES 700G FW:871 (id=2)\t64%; discharging; 0:21 remaining present: true
"""
PORTS = """
Hardware Port: Ethernet Adapter (en4)
Device: en4
Ethernet Address: 00:00:5e:00:53:01

Hardware Port: Wi-Fi
Device: en0
Ethernet Address: 00:00:5e:00:53:02

Hardware Port: iPhone USB
Device: en8
Ethernet Address: 00:00:5e:00:53:03

Hardware Port: Thunderbolt Bridge
Device: bridge0
Ethernet Address: 00:00:5e:00:53:04
"""
ROUTE = """   route to: default
destination: default
       mask: default
    gateway: 192.0.2.1
  interface: en0
      flags: <UP,GATEWAY,DONE,STATIC,PRCLONING,GLOBAL>
"""
WIFI = """en0: flags=8863<UP,BROADCAST,SMART,RUNNING,SIMPLEX,MULTICAST> mtu 1500 index 14
\teflags=401008c0<ACCEPT_RTADV,TXSTART,NOACKPRI,ARPLL,ECN_ENABLE>
\txflags=4<NOAUTONX>
\tstatus: active
"""


@pytest.mark.parametrize(
    ("printed", "readings"),
    [
        (ON_BATTERY, {BATTERY: 85, CHARGING: False}),
        (PLUGGED_IN, {BATTERY: 100, CHARGING: True}),
        (DESKTOP, {CHARGING: True}),
        (ON_UPS, {CHARGING: False}),
        ("", {}),
        ("pmset: command failed", {}),
    ],
)
def test_pmset_tells_the_battery(printed: str, readings: dict[str, Value]) -> None:
    assert {measured.name: measured.value for measured in power.battery(printed)} == readings


@pytest.mark.parametrize(
    ("printed", "readings"),
    [
        ("Currently in use:\n standby              1\n lowpowermode         1\n", {LOW_POWER: True}),
        ("Currently in use:\n lowpowermode         0\n", {LOW_POWER: False}),
        ("Currently in use:\n powernap             1\n", {}),
    ],
)
def test_pmset_tells_low_power_mode(printed: str, readings: dict[str, Value]) -> None:
    assert {measured.name: measured.value for measured in power.low_power(printed)} == readings


@pytest.mark.parametrize(
    ("printed", "readings"),
    [
        ("Note: No thermal warning level has been recorded\n", {HEAT: "nominal"}),
        ("\tCPU_Scheduler_Limit \t= 100\n\tCPU_Available_CPUs \t= 8\n\tCPU_Speed_Limit \t= 100\n", {HEAT: "nominal"}),
        ("\tCPU_Speed_Limit \t= 85\n", {HEAT: "fair"}),
        ("\tCPU_Speed_Limit \t= 60\n", {HEAT: "serious"}),
        ("\tCPU_Speed_Limit \t= 30\n", {HEAT: "critical"}),
        ("", {}),
    ],
)
def test_pmset_tells_the_heat(printed: str, readings: dict[str, Value]) -> None:
    assert {measured.name: measured.value for measured in heat.heat(printed)} == readings


@pytest.mark.parametrize(
    ("interface", "word"),
    [("en0", "wifi"), ("en4", "ethernet"), ("en8", "cellular"), ("utun4", "vpn"), ("bridge0", "other"), ("x", "other")],
)
def test_the_hardware_port_tells_the_kind(interface: str, word: str) -> None:
    assert network.kind(interface, PORTS) == word


def test_the_route_names_the_interface() -> None:
    assert network.interface_of(ROUTE) == "en0"
    assert network.interface_of("route: writing to routing socket: not in table\n") is None


@pytest.mark.parametrize(
    ("printed", "readings"),
    [
        (WIFI, {METERED: False}),
        (WIFI.replace("ECN_ENABLE", "ECN_ENABLE,EXPENSIVE"), {METERED: True}),
        (WIFI.replace("NOAUTONX", "NOAUTONX,CONSTRAINED"), {METERED: True}),
        ("en0: flags=8863<UP,BROADCAST> mtu 1500\n", {}),
    ],
)
def test_the_flags_of_the_interface_tell_the_cost(printed: str, readings: dict[str, Value]) -> None:
    assert {measured.name: measured.value for measured in network.metered(printed)} == readings


@pytest.mark.parametrize(
    ("printed", "kinds"),
    [
        ("Network information\n\nIPv4 network interface information\n   No IPv4 states found\n", ["none"]),
        ("Network information\n\nNetwork interfaces: en0\n", []),
        ("", []),
    ],
)
def test_without_a_route_no_interface_means_no_network(printed: str, kinds: list[str]) -> None:
    assert [measured.value for measured in network.without_a_way_out(printed)] == kinds

"""The kind of network from the kernel's routes and interfaces."""

from pathlib import Path

import pytest

from owntexts.probes.linux import network

HEADER = "Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT\n"
DEFAULT_6 = (
    f"{'0' * 32} 00 {'0' * 32} 00 fe80000000000000000000000000000a {{metric}} 00000002 00000000 00000003 {{name}}\n"
)


class Machine:
    """Files as the kernel shows them."""

    def __init__(self, folder: Path) -> None:
        self.routes, self.interfaces = folder / "net", folder / "class"
        self.routes.mkdir()
        self.interfaces.mkdir()
        (self.routes / "route").write_text(HEADER)
        (self.routes / "ipv6_route").write_text("")

    def interface(self, name: str, state: str = "up", uevent: str = "", kind: int = 1, **folders: str) -> None:
        path = self.interfaces / name
        path.mkdir()
        (path / "operstate").write_text(state)
        (path / "type").write_text(str(kind))
        (path / "uevent").write_text(uevent)
        for marker in folders.values():
            (path / marker).mkdir()

    def route(self, name: str, target: str = "00000000", flags: str = "0003", metric: int = 100) -> None:
        mask = "00000000" if target == "00000000" else "00FFFFFF"
        with (self.routes / "route").open("a") as table:
            table.write(f"{name}\t{target}\t0100A8C0\t{flags}\t0\t0\t{metric}\t{mask}\t0\t0\t0\n")

    def told(self) -> list[object]:
        return [measured.value for measured in network.take(self.routes, self.interfaces)]


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path)


def test_wifi(machine: Machine) -> None:
    machine.interface("wlp3s0", marker="wireless")
    machine.route("wlp3s0")
    assert machine.told() == ["wifi"]


def test_a_cable(machine: Machine) -> None:
    machine.interface("eth0")
    machine.route("eth0")
    assert machine.told() == ["ethernet"]


@pytest.mark.parametrize(
    ("uevent", "word"), [("DEVTYPE=wwan\n", "cellular"), ("DEVTYPE=wireguard\n", "vpn"), ("DEVTYPE=bridge\n", "other")]
)
def test_the_kernel_names_the_type_of_others(machine: Machine, uevent: str, word: str) -> None:
    machine.interface("x0", uevent=uevent, kind=65534)
    machine.route("x0")
    assert machine.told() == [word]


def test_a_tunnel_that_takes_all_is_a_vpn_and_not_wifi(machine: Machine) -> None:
    machine.interface("wlan0", marker="wireless")
    machine.interface("tun0", state="unknown", kind=65534, marker="tun_flags")
    machine.route("wlan0", metric=600)
    machine.route("tun0", metric=50)
    assert machine.told() == ["vpn"]


def test_the_route_of_least_metric_is_taken(machine: Machine) -> None:
    machine.interface("wlan0", marker="wireless")
    machine.interface("eth0")
    machine.route("wlan0", metric=600)
    machine.route("eth0", metric=100)
    assert machine.told() == ["ethernet"]


def test_a_network_by_ipv6_alone(machine: Machine) -> None:
    machine.interface("wlan0", marker="wireless")
    (machine.routes / "ipv6_route").write_text(DEFAULT_6.format(metric="00000258", name="wlan0"))
    assert machine.told() == ["wifi"]


def test_a_local_network_without_a_way_out_is_a_network_all_the_same(machine: Machine) -> None:
    machine.interface("eth0")
    machine.route("eth0", target="0000A8C0", flags="0001")
    assert machine.told() == ["ethernet"]


def test_no_routes_are_no_network(machine: Machine) -> None:
    machine.interface("wlan0", state="down", marker="wireless", hardware="device")
    assert machine.told() == ["none"]


def test_an_interface_that_is_down_leads_nowhere(machine: Machine) -> None:
    machine.interface("eth0", state="down", hardware="device")
    machine.interface("docker0", state="down", uevent="DEVTYPE=bridge\n")
    machine.route("docker0", target="000011AC", flags="0001")
    assert machine.told() == ["none"]


def test_a_route_that_rejects_leads_nowhere(machine: Machine) -> None:
    machine.interface("eth0", hardware="device")
    machine.route("eth0", flags="0203")
    assert machine.told() == ["none"]


def test_a_sandbox_without_an_interface_of_its_own_knows_nothing_of_the_network(machine: Machine) -> None:
    machine.interface("lo", state="unknown", kind=772)
    machine.interface("tunl0", state="down", kind=768)
    assert machine.told() == []


def test_where_the_routes_cannot_be_read_the_network_is_unknown(tmp_path: Path) -> None:
    assert list(network.take(tmp_path / "absent", tmp_path)) == []

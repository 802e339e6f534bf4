"""A signal of the system's services reaches a running agent, and `why`, without anybody asking.

The agent's answer is read out of its decision log. `why` measures by itself too, so it alone would prove nothing.
"""

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from dbus_fast import Variant
from tests.end_to_end.scene import Scene
from tests.end_to_end.world import World, wait_until
from tests.probes.private_bus import MOCK, NETWORK_MANAGER, PrivateBus, running_bus

from owntexts.agent import journal
from owntexts.agent.home import open_home

UPOWER = ("org.freedesktop.UPower", "/org/freedesktop/UPower", "org.freedesktop.UPower")
DISPLAY = ("org.freedesktop.UPower", "/org/freedesktop/UPower/devices/DisplayDevice", "org.freedesktop.UPower.Device")
PROFILES = ("net.hadess.PowerProfiles", "/net/hadess/PowerProfiles", "net.hadess.PowerProfiles")
WIFI, CELLULAR = "802-11-wireless", "gsm"
NOT_METERED, METERED = 2, 1
PORTAL, FULL = 2, 4


@pytest.fixture(scope="module")
def desktop() -> Iterator[PrivateBus]:
    """UPower with a battery at 60 %, power-profiles-daemon, and NetworkManager on Wi-Fi."""
    with tempfile.TemporaryDirectory() as folder, running_bus(Path(folder)) as bus:
        bus.start("upower", UPOWER[0], {"OnBattery": True})
        battery = [2, 2, 60.0, 30.0, 50.0, 8.0, 3000, 0, True, "battery", 1]
        bus.call(*UPOWER[:2], MOCK, "SetupDisplayDevice", "uuddddxxbsu", *battery)
        bus.start("power_profiles_daemon", PROFILES[0], {"ActiveProfile": "balanced"})
        bus.start_network_manager(WIFI, NOT_METERED)
        bus.update(*NETWORK_MANAGER, {"Connectivity": Variant("u", FULL)})
        yield bus


@pytest.fixture(scope="module")
def scene(desktop: PrivateBus, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    """A device whose agent runs on that desktop, and that does nothing in Low Power Mode."""
    world = World(tmp_path_factory.mktemp("signals"))
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("DBUS_SYSTEM_BUS_ADDRESS", desktop.address)
        try:
            scene = Scene(world)
            scene.sets({"texts.low_power": "pause", "texts.metered": "pause"})
            scene.device.agent()
            yield scene
        finally:
            world.end()


CHANGES = {
    "power.low_power_mode": (PROFILES, {"ActiveProfile": Variant("s", "power-saver")}),
    "power.battery_low": (DISPLAY, {"Percentage": Variant("d", 3.0)}),
    "heat.serious": (PROFILES, {"PerformanceDegraded": Variant("s", "high-operating-temperature")}),
    "network.metered": (NETWORK_MANAGER, {"Metered": Variant("u", METERED)}),
    "network.captive_portal": (NETWORK_MANAGER, {"Connectivity": Variant("u", PORTAL)}),
    "network.cellular_not_allowed": (NETWORK_MANAGER, {"PrimaryConnectionType": Variant("s", CELLULAR)}),
}
BACK = {
    "ActiveProfile": Variant("s", "balanced"),
    "Percentage": Variant("d", 60.0),
    "PerformanceDegraded": Variant("s", ""),
    "Metered": Variant("u", NOT_METERED),
    "Connectivity": Variant("u", FULL),
    "PrimaryConnectionType": Variant("s", WIFI),
}


@pytest.mark.parametrize("code", CHANGES)
def test_what_a_service_signals_holds_the_agent_and_lets_it_go_again(
    code: str, scene: Scene, desktop: PrivateBus
) -> None:
    service, changed = CHANGES[code]
    wait_until(lambda: held(scene) == frozenset(), "nothing holds the agent")
    desktop.update(*service, changed)
    wait_until(lambda: code in held(scene), f"the agent is held by {code}")
    found = scene.named(code)
    assert found["evidence"][0]["from"] in {"UPower", "power-profiles-daemon", "NetworkManager"}
    assert scene.device.ask("status")["agent"] == "running"
    desktop.update(*service, {name: BACK[name] for name in changed})
    wait_until(lambda: held(scene) == frozenset(), f"{code} lets the agent go")
    scene.is_over(code)


def held(scene: Scene) -> frozenset[str]:
    """What holds the agent, as it wrote it down."""
    with open_home(scene.device.home) as home:
        return journal.held(home.replica)

"""A change reaches the one who watches. The waits are deadlines for what must come, not measures of speed."""

from collections.abc import Iterator
from pathlib import Path
from queue import Empty, SimpleQueue
from threading import Event

import pytest
from dbus_fast import Message, MessageType, Variant
from tests.probes.private_bus import MOCK, NETWORK_MANAGER, PrivateBus

from owntexts.conditions.readings import CHARGING, HEAT, LOW_POWER, METERED
from owntexts.explain.finding import Value
from owntexts.probes import machine, noticing, watching
from owntexts.probes.base import Measured, Probe
from owntexts.probes.linux.signals import tells

NOW = "2026-11-24T07:00:00.000Z"
DEADLINE_S = 30.0
UPOWER = ("org.freedesktop.UPower", "/org/freedesktop/UPower", "org.freedesktop.UPower")
PROFILES = ("net.hadess.PowerProfiles", "/net/hadess/PowerProfiles", "net.hadess.PowerProfiles")
LOGIND = ("org.freedesktop.login1", "/org/freedesktop/login1", "org.freedesktop.login1.Manager")


class Watcher:
    """One who watches a home, and waits for a word."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.heard: SimpleQueue[None] = SimpleQueue()
        self.watch = watching.watch(home, lambda: self.heard.put(None))

    def hears(self) -> None:
        """Fails where no word comes."""
        self.heard.get(timeout=DEADLINE_S)

    def hears_until(self, name: str, value: Value) -> None:
        """Waits for as many words as it takes until the reading is that."""
        while machine.read(self.home, NOW)[name].value != value:
            self.hears()


@pytest.fixture
def home(tmp_path: Path) -> Path:
    folder = tmp_path / "watched"
    folder.mkdir()
    return folder


@pytest.fixture
def watcher(home: Path) -> Iterator[Watcher]:
    watcher = Watcher(home)
    yield watcher
    watcher.watch.stop()


@pytest.fixture
def listening(system_bus: PrivateBus, watcher: Watcher) -> Watcher:
    """A watcher that has told that it listens to the bus."""
    watcher.hears()
    return watcher


@pytest.mark.usefixtures("no_bus")
def test_a_new_readings_json_is_heard_of(watcher: Watcher) -> None:
    (watcher.home / "readings.json").write_text('{"heat": "serious"}')
    watcher.hears_until(HEAT, "serious")
    (watcher.home / "readings.json").unlink()
    watcher.hears_until(HEAT, None)


@pytest.mark.usefixtures("no_bus")
def test_a_readings_json_that_is_moved_into_place_is_heard_of(watcher: Watcher) -> None:
    new = watcher.home / "readings.json.new"
    new.write_text('{"heat": "serious"}')
    new.rename(watcher.home / "readings.json")
    watcher.hears_until(HEAT, "serious")


@pytest.mark.usefixtures("no_bus")
def test_other_files_of_the_home_are_no_news(watcher: Watcher) -> None:
    (watcher.home / "replica.db").write_text("rows")
    with pytest.raises(Empty):
        watcher.heard.get(timeout=0.3)


@pytest.mark.usefixtures("no_bus")
def test_without_a_notice_the_file_is_looked_at(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(noticing, "notice", lambda _folder: None)
    monkeypatch.setattr(watching, "LOOK_AT_FILE_S", 0.01)
    watcher = Watcher(home)
    (home / "readings.json").write_text('{"heat": "serious"}')
    watcher.hears_until(HEAT, "serious")
    watcher.watch.stop()


@pytest.mark.usefixtures("no_bus")
def test_what_no_signal_tells_is_found_by_a_look(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watching, "LOOK_S", 0.05)
    measured, heat = Event(), ["fair"]

    def take() -> list[Measured]:
        said = [Measured(HEAT, heat[0], "a thermometer")]
        measured.set()
        return said

    monkeypatch.setattr(machine, "probes_of", lambda _home: (Probe("a thermometer", take),))
    watcher = Watcher(home)
    assert measured.wait(DEADLINE_S)
    heat[0] = "serious"
    watcher.hears()
    watcher.watch.stop()


@pytest.mark.usefixtures("no_bus")
def test_the_end_of_a_readings_json_is_heard_of(home: Path) -> None:
    (home / "readings.json").write_text('{"heat": "serious", "valid_for_s": 0.5}')
    watcher = Watcher(home)
    watcher.hears()
    watcher.watch.stop()


def test_a_signal_of_each_service_is_heard_of(system_bus: PrivateBus, listening: Watcher) -> None:
    system_bus.start("upower", UPOWER[0])
    system_bus.start("power_profiles_daemon", PROFILES[0])
    system_bus.start_network_manager("802-11-wireless", metered=4)
    listening.hears_until(LOW_POWER, value=False)
    listening.hears_until(METERED, value=False)

    system_bus.update(*UPOWER, {"OnBattery": Variant("b", True)})
    listening.hears_until(CHARGING, value=False)
    system_bus.update(*PROFILES, {"ActiveProfile": Variant("s", "power-saver")})
    listening.hears_until(LOW_POWER, value=True)
    system_bus.update(*NETWORK_MANAGER, {"Metered": Variant("u", 1)})
    listening.hears_until(METERED, value=True)


def test_a_service_that_ends_is_heard_of(system_bus: PrivateBus, listening: Watcher) -> None:
    profiles = system_bus.start("power_profiles_daemon", PROFILES[0], {"ActiveProfile": "power-saver"})
    listening.hears_until(LOW_POWER, value=True)
    system_bus.stop(profiles)
    listening.hears_until(LOW_POWER, None)


def test_waking_up_is_heard_of(system_bus: PrivateBus, listening: Watcher) -> None:
    system_bus.start("logind", LOGIND[0])
    signal = [LOGIND[2], "PrepareForSleep", "b", [Variant("b", False)]]
    system_bus.call(LOGIND[0], LOGIND[1], MOCK, "EmitSignal", "sssav", *signal)
    listening.hears()


def test_a_watch_ends_while_it_listens(listening: Watcher) -> None:
    listening.watch.stop()
    listening.watch.stop()


@pytest.mark.parametrize(("changed", "telling"), [(["Percentage"], True), (["UpdateTime", "EnergyRate"], False)])
def test_properties_that_no_reading_depends_on_are_no_news(changed: list[str], telling: bool) -> None:
    properties = {name: Variant("d", 1.0) for name in changed}
    body: list[object] = ["org.freedesktop.UPower.Device", properties, []]
    message = Message(
        path="/device",
        interface="org.freedesktop.DBus.Properties",
        member="PropertiesChanged",
        message_type=MessageType.SIGNAL,
        signature="sa{sv}as",
        body=body,
    )
    assert tells(message) is telling

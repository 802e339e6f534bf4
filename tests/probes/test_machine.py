"""What this machine says of itself, put together."""

from collections.abc import Callable
from pathlib import Path

import pytest

from owntexts.conditions.readings import BATTERY, DEVICE_FREE, HEAT, METERED, NAMES, NETWORK
from owntexts.probes import machine
from owntexts.probes.base import Measured, Probe, Said, Trouble

NOW = "2026-11-24T07:00:00.000Z"
LATER = "2026-11-24T07:00:05.000Z"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path


@pytest.fixture
def probes(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Lets this machine have probes that say just this."""

    def have(*said: Said) -> None:
        monkeypatch.setattr(machine, "probes_of", lambda _home: (Probe("a probe", lambda: said),))

    return have


@pytest.mark.usefixtures("no_bus")
def test_the_free_room_is_read_from_the_disk_of_the_home(home: Path) -> None:
    reading = machine.read(home, NOW)[DEVICE_FREE]
    assert isinstance(reading.value, int)
    assert reading.value > 0
    assert (reading.origin, reading.at) == ("the file system", NOW)


@pytest.mark.usefixtures("no_bus")
def test_what_cannot_be_measured_is_unknown(home: Path) -> None:
    readings = machine.read(home / "absent", NOW)
    assert readings[DEVICE_FREE].value is None
    assert set(readings) == set(NAMES)


@pytest.mark.usefixtures("no_bus")
def test_a_machine_without_a_system_bus_says_so_in_a_finding_that_holds_nothing(home: Path) -> None:
    [finding] = machine.take(home, NOW).troubles
    assert (finding.code, finding.severity, finding.blocks) == ("app.probe_failed", "info", ())
    assert finding.evidence
    assert finding.fixes


def test_readings_json_wins_over_the_probes(home: Path, probes: Callable[..., None]) -> None:
    probes(Measured(BATTERY, 80, "UPower"), Measured(NETWORK, "wifi", "NetworkManager"))
    (home / "readings.json").write_text('{"power.battery_percent": 12, "network.kind": null}')
    readings = machine.read(home, NOW)
    assert (readings[BATTERY].value, readings[BATTERY].origin) == (12, "readings.json")
    assert (readings[NETWORK].value, readings[NETWORK].origin) == (None, "readings.json")


def test_a_new_readings_json_counts_at_once(home: Path, probes: Callable[..., None]) -> None:
    probes()
    (home / "readings.json").write_text('{"heat": "fair"}')
    assert machine.read(home, NOW)[HEAT].value == "fair"
    (home / "readings.json").write_text('{"heat": "critical"}')
    assert machine.read(home, NOW)[HEAT].value == "critical"


def test_a_refused_value_is_unknown_and_not_measured(home: Path, probes: Callable[..., None]) -> None:
    probes(Measured(BATTERY, 80, "UPower"))
    (home / "readings.json").write_text('{"power.battery_percent": 1800}')
    taken = machine.take(home, NOW)
    assert taken.readings[BATTERY].value is None
    [finding] = taken.troubles
    assert "power.battery_percent" in finding.title
    assert finding.evidence[0].value == "1800"


def test_of_two_that_tell_the_same_the_later_is_believed(home: Path, probes: Callable[..., None]) -> None:
    probes(Measured(NETWORK, "ethernet", "the kernel"), Measured(NETWORK, "wifi", "NetworkManager"))
    assert machine.read(home, NOW)[NETWORK].origin == "NetworkManager"


def test_of_two_that_tell_of_heat_the_worse_is_believed(home: Path, probes: Callable[..., None]) -> None:
    probes(Measured(HEAT, "critical", "the kernel"), Measured(HEAT, "serious", "power-profiles-daemon"))
    assert machine.read(home, NOW)[HEAT].value == "critical"


def test_a_probe_that_says_what_cannot_be_is_not_believed(home: Path, probes: Callable[..., None]) -> None:
    probes(Measured(BATTERY, 250, "UPower"), Measured(METERED, value=True, origin="NetworkManager"))
    taken = machine.take(home, NOW)
    assert (taken.readings[BATTERY].value, taken.readings[METERED].value) == (None, True)
    assert [finding.evidence[0].value for finding in taken.troubles] == [250]


def test_what_a_probe_could_not_measure_is_told(home: Path, probes: Callable[..., None]) -> None:
    probes(Trouble("UPower", "it gave no answer"))
    assert [finding.title for finding in machine.take(home, NOW).troubles] == ["Nothing was learned from UPower"]


def test_one_command_measures_once(home: Path, probes: Callable[..., None]) -> None:
    probes(Measured(BATTERY, 80, "UPower"))
    assert machine.read(home, NOW)[BATTERY].value == 80
    probes(Measured(BATTERY, 79, "UPower"))
    assert (machine.read(home, LATER)[BATTERY].value, machine.read(home, LATER)[BATTERY].at) == (80, NOW)


def test_after_a_change_it_is_measured_anew(home: Path, probes: Callable[..., None]) -> None:
    probes(Measured(BATTERY, 80, "UPower"))
    machine.read(home, NOW)
    probes(Measured(BATTERY, 79, "UPower"))
    machine.forget()
    assert (machine.read(home, LATER)[BATTERY].value, machine.read(home, LATER)[BATTERY].at) == (79, LATER)

"""Batteries and mains from the kernel's files."""

from pathlib import Path

from owntexts.conditions.readings import BATTERY, CHARGING
from owntexts.explain.finding import Value
from owntexts.probes.linux import power


def supply(folder: Path, name: str, **files: object) -> None:
    (folder / name).mkdir()
    for file, content in files.items():
        (folder / name / file).write_text(f"{content}\n")


def told(folder: Path) -> dict[str, Value]:
    return {measured.name: measured.value for measured in power.take(folder)}


def test_a_laptop_on_its_battery(tmp_path: Path) -> None:
    supply(tmp_path, "AC", type="Mains", online=0)
    supply(tmp_path, "BAT0", type="Battery", present=1, capacity=37, status="Discharging")
    assert told(tmp_path) == {BATTERY: 37, CHARGING: False}


def test_a_battery_that_is_kept_at_eighty_percent_has_power_from_outside(tmp_path: Path) -> None:
    supply(tmp_path, "BAT0", type="Battery", present=1, capacity=80, status="Not charging")
    assert told(tmp_path) == {BATTERY: 80, CHARGING: True}


def test_two_batteries_are_weighed_by_what_they_hold(tmp_path: Path) -> None:
    supply(tmp_path, "BAT0", type="Battery", capacity=100, energy_now=10, energy_full=10, status="Unknown")
    supply(tmp_path, "BAT1", type="Battery", capacity=0, energy_now=0, energy_full=30, status="Discharging")
    assert told(tmp_path) == {BATTERY: 25, CHARGING: False}


def test_a_mouse_is_not_this_machines_battery(tmp_path: Path) -> None:
    supply(tmp_path, "hidpp_battery_0", type="Battery", scope="Device", capacity=5, status="Discharging")
    assert told(tmp_path) == {}


def test_a_bay_without_a_battery_tells_nothing(tmp_path: Path) -> None:
    supply(tmp_path, "BAT1", type="Battery", present=0, capacity=0, status="Unknown")
    assert told(tmp_path) == {}


def test_a_machine_without_supplies_leaves_power_unknown(tmp_path: Path) -> None:
    assert told(tmp_path / "absent") == {}


def test_files_full_of_nonsense_leave_power_unknown(tmp_path: Path) -> None:
    supply(tmp_path, "BAT0", type="Battery", present="yes", capacity="full", status="\x00")
    assert told(tmp_path) == {}

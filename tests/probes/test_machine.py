"""What this machine says of itself."""

from pathlib import Path

from owntexts.conditions.readings import DEVICE_FREE
from owntexts.probes.machine import read

NOW = "2026-11-24T07:00:00.000Z"


def test_the_free_room_is_read_from_the_disk_of_the_home(tmp_path: Path) -> None:
    reading = read(tmp_path, NOW)[DEVICE_FREE]
    assert isinstance(reading.value, int)
    assert reading.value > 0
    assert (reading.origin, reading.at) == ("the file system", NOW)


def test_what_cannot_be_measured_is_unknown(tmp_path: Path) -> None:
    assert read(tmp_path / "absent", NOW)[DEVICE_FREE].value is None

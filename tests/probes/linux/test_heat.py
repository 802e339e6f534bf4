"""Heat against the marks that sensors name."""

from pathlib import Path

import pytest

from owntexts.probes.linux import heat


def zone(folder: Path, now: int, **marks: int) -> None:
    path = folder / f"thermal_zone{len(list(folder.iterdir()))}"
    path.mkdir()
    (path / "temp").write_text(f"{now}\n")
    for number, (kind, mark) in enumerate(marks.items()):
        (path / f"trip_point_{number}_type").write_text(f"{kind}\n")
        (path / f"trip_point_{number}_temp").write_text(f"{mark}\n")


def told(thermal: Path, hwmon: Path = Path("absent")) -> list[object]:
    return [measured.value for measured in heat.take(thermal, hwmon)]


@pytest.mark.parametrize(
    ("now", "word"),
    [(40_000, "nominal"), (84_999, "nominal"), (85_000, "fair"), (95_000, "serious"), (100_000, "critical")],
)
def test_heat_is_judged_by_the_distance_to_the_critical_mark(tmp_path: Path, now: int, word: str) -> None:
    zone(tmp_path, now, critical=100_000)
    assert told(tmp_path) == [word]


def test_the_lower_of_the_hot_and_the_critical_mark_counts(tmp_path: Path) -> None:
    zone(tmp_path, 91_000, critical=120_000, hot=90_000)
    assert told(tmp_path) == ["critical"]


def test_a_machine_that_slows_down_to_cool_is_fair(tmp_path: Path) -> None:
    zone(tmp_path, 61_000, passive=60_000, critical=110_000)
    assert told(tmp_path) == ["fair"]


def test_the_hottest_zone_speaks_for_the_machine(tmp_path: Path) -> None:
    zone(tmp_path, 30_000, critical=100_000)
    zone(tmp_path, 96_000, critical=100_000)
    assert told(tmp_path) == ["serious"]


@pytest.mark.parametrize("mark", [0, -274_000, 1_000_000])
def test_a_mark_that_cannot_be_is_none(tmp_path: Path, mark: int) -> None:
    zone(tmp_path, 90_000, critical=mark)
    assert told(tmp_path) == []


def test_a_zone_without_a_mark_is_not_judged(tmp_path: Path) -> None:
    zone(tmp_path, 90_000, active=50_000)
    assert told(tmp_path) == []


def test_chips_are_judged_by_their_own_critical_mark(tmp_path: Path) -> None:
    chip = tmp_path / "hwmon0"
    chip.mkdir()
    (chip / "temp1_input").write_text("81000\n")
    (chip / "temp1_crit").write_text("84850\n")
    (chip / "temp2_input").write_text("99000\n")
    assert told(tmp_path / "absent", tmp_path) == ["serious"]


def test_a_machine_without_sensors_leaves_heat_unknown(tmp_path: Path) -> None:
    assert told(tmp_path / "absent", tmp_path / "absent") == []

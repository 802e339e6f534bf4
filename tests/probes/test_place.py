"""Where the machine believes to be."""

from pathlib import Path

import pytest

from owntexts.probes.place import region, timezone


@pytest.mark.parametrize(
    ("environment", "expected"),
    [
        ({"LANG": "en_GB.UTF-8"}, "GB"),
        ({"LANG": "en_GB.UTF-8", "LC_ALL": "de_DE"}, "DE"),
        ({"LANG": "C.UTF-8"}, None),
        ({"LANG": "es_419"}, None),
        ({}, None),
    ],
)
def test_the_region_is_that_of_the_locale(environment: dict[str, str], expected: str | None) -> None:
    assert region(environment) == expected


def test_the_zone_is_that_of_the_machine_unless_one_is_named(tmp_path: Path) -> None:
    zone = tmp_path / "zoneinfo" / "Europe" / "Berlin"
    zone.parent.mkdir(parents=True)
    zone.touch()
    (tmp_path / "localtime").symlink_to(zone)
    assert timezone({}, tmp_path / "localtime") == "Europe/Berlin"
    assert timezone({"TZ": ":Asia/Tokyo"}, tmp_path / "localtime") == "Asia/Tokyo"


def test_a_machine_that_names_no_zone_is_on_utc(tmp_path: Path) -> None:
    assert timezone({"TZ": "nonsense"}, tmp_path / "absent") == "UTC"

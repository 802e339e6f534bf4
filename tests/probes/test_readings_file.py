"""readings.json: what is taken from it, and what is refused."""

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from owntexts.conditions.readings import NAMES
from owntexts.explain.finding import Value
from owntexts.probes import readings_file
from owntexts.probes.base import Measured, Said, Trouble

NOW = datetime(2026, 11, 24, 7, tzinfo=UTC)
WHOLE: dict[str, Value] = {
    "power.battery_percent": 18,
    "power.charging": False,
    "power.low_power_mode": True,
    "network.kind": "cellular",
    "network.metered": True,
    "network.roaming": False,
    "network.captive_portal": False,
    "heat": "serious",
    "storage.device_free_bytes": 1 << 30,
    "clock.offset_seconds": -2.5,
}


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / readings_file.NAME


def take(file: Path, now: datetime = NOW) -> list[Said]:
    return list(readings_file.take(file.parent, now))


def write(file: Path, text: str, at: datetime = NOW) -> None:
    file.write_text(text)
    os.utime(file, (at.timestamp(), at.timestamp()))


def test_without_a_file_nothing_is_said(file: Path) -> None:
    assert take(file) == []


def test_every_reading_can_be_given(file: Path) -> None:
    write(file, str(WHOLE).replace("'", '"').replace("True", "true").replace("False", "false"))
    assert set(WHOLE) == set(NAMES)
    assert take(file) == [Measured(name, value, "readings.json") for name, value in WHOLE.items()]


def test_null_is_unknown(file: Path) -> None:
    write(file, '{"power.charging": null}')
    assert take(file) == [Measured("power.charging", None, "readings.json")]


def test_who_roams_and_names_no_network_means_the_modem(file: Path) -> None:
    roaming = Measured("network.roaming", True, "readings.json")
    write(file, '{"network.roaming": true}')
    assert take(file) == [Measured("network.kind", "cellular", "readings.json"), roaming]
    write(file, '{"network.roaming": true, "network.kind": "wifi"}')
    assert set(take(file)) == {Measured("network.kind", "wifi", "readings.json"), roaming}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("power.battery_percent", "101"),
        ("power.battery_percent", "-1"),
        ("power.battery_percent", "true"),
        ("power.battery_percent", '"18"'),
        ("power.charging", "1"),
        ("power.low_power_mode", '"true"'),
        ("network.kind", '"5g"'),
        ("network.kind", "[]"),
        ("heat", '"melting"'),
        ("heat", "3"),
        ("storage.device_free_bytes", "-5"),
        ("storage.device_free_bytes", "1.5"),
        ("storage.device_free_bytes", "1e30"),
        ("clock.offset_seconds", "1e300"),
        ("clock.offset_seconds", '{"a": 1}'),
    ],
)
def test_a_value_that_cannot_be_is_unknown_and_named(file: Path, name: str, value: str) -> None:
    write(file, f'{{"{name}": {value}, "network.metered": true}}')
    unknown, trouble, other = take(file)
    assert unknown == Measured(name, None, "readings.json")
    assert isinstance(trouble, Trouble)
    assert name in trouble.asked
    assert trouble.value
    assert other == Measured("network.metered", value=True, origin="readings.json")


def test_a_key_that_is_no_reading_is_named(file: Path) -> None:
    write(file, '{"power.batery": 5}')
    [trouble] = take(file)
    assert isinstance(trouble, Trouble)
    assert '"power.batery"' in trouble.asked


@pytest.mark.parametrize(
    "text",
    ["", "{", "[]", "null", "5", '{"heat": NaN}', '{"heat": "fair"} and more', "[" * 60_000, '{"a":' * 10_000],
)
def test_a_file_that_is_no_json_object_says_nothing_but_why(file: Path, text: str) -> None:
    write(file, text)
    [trouble] = take(file)
    assert isinstance(trouble, Trouble)
    assert trouble.asked == "readings.json"


def test_bytes_that_are_no_text_say_nothing_but_why(file: Path) -> None:
    file.write_bytes(b'{"heat": "\xff\xfe"}')
    [trouble] = take(file)
    assert isinstance(trouble, Trouble)


def test_a_file_that_is_too_large_is_refused(file: Path) -> None:
    write(file, '{"heat": "fair"}' + " " * (64 << 10))
    assert take(file) == [Trouble("readings.json", "it is larger than 64 KiB")]


def test_a_link_is_not_followed(file: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.json"
    other.write_text('{"heat": "fair"}')
    file.symlink_to(other)
    [trouble] = take(file)
    assert isinstance(trouble, Trouble)


def test_a_pipe_is_not_waited_for(file: Path) -> None:
    os.mkfifo(file)
    assert take(file) == [Trouble("readings.json", "it is no plain file")]


def test_a_folder_is_no_file(file: Path) -> None:
    file.mkdir()
    [trouble] = take(file)
    assert isinstance(trouble, Trouble)


def test_a_file_counts_for_as_long_as_it_says(file: Path) -> None:
    write(file, '{"heat": "fair", "valid_for_s": 60}', at=NOW - timedelta(seconds=59))
    assert take(file) == [Measured("heat", "fair", "readings.json")]
    assert readings_file.seconds_left(file.parent, NOW) == 1


@pytest.mark.parametrize("age", [61, -61])
def test_after_that_it_counts_as_absent_and_says_so(file: Path, age: int) -> None:
    write(file, '{"heat": "fair", "valid_for_s": 60}', at=NOW - timedelta(seconds=age))
    [trouble] = take(file)
    assert isinstance(trouble, Trouble)
    assert "60 s" in trouble.reason


@pytest.mark.parametrize("valid_for", ["-1", '"an hour"', "true", "1e9", "[]"])
def test_a_time_that_cannot_be_makes_the_file_count_as_absent(file: Path, valid_for: str) -> None:
    write(file, f'{{"heat": "fair", "valid_for_s": {valid_for}}}')
    [trouble] = take(file)
    assert isinstance(trouble, Trouble)
    assert "valid_for_s" in trouble.reason
    assert readings_file.seconds_left(file.parent, NOW) is None


@given(data=st.binary(max_size=200) | st.text(max_size=200).map(str.encode))
def test_nothing_that_stands_in_it_is_raised(tmp_path_factory: pytest.TempPathFactory, data: bytes) -> None:
    folder = tmp_path_factory.mktemp("home")
    (folder / readings_file.NAME).write_bytes(data)
    assert all(isinstance(said, Trouble | Measured) for said in readings_file.take(folder, NOW))

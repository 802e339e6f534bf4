"""The answers of Termux:API. Those in the sample stores are invented, and so are those here."""

import os
from pathlib import Path

import msgspec
import pytest

from owntexts.conditions.readings import BATTERY, CHARGING, HEAT, NETWORK, ROAMING
from owntexts.explain.finding import Value
from owntexts.probes import termux
from owntexts.probes.base import Measured

PHONE = {"data_enabled": "true", "data_state": "connected", "network_type": "lte", "network_roaming": True}


@pytest.fixture
def answers(shared_fixtures: Path) -> Path:
    return shared_fixtures / "android" / "termux"


@pytest.fixture
def phone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of commands that stands before all others."""
    folder = tmp_path / "bin"
    folder.mkdir()
    monkeypatch.setenv("PATH", f"{folder}{os.pathsep}{os.environ['PATH']}")
    return folder


def command(phone: Path, name: str, answer: str) -> None:
    (phone / name).write_text(f"#!/bin/sh\ncat <<'END'\n{answer}\nEND\n")
    (phone / name).chmod(0o755)


def words(measured: list[Measured]) -> dict[str, Value]:
    return {each.name: each.value for each in measured}


def test_the_battery_tells_charge_and_heat(answers: Path, phone: Path) -> None:
    command(phone, "termux-battery-status", (answers / "invented-termux-battery-status.json").read_text())
    assert words(list(termux.take_battery())) == {BATTERY: 18, CHARGING: False, HEAT: "nominal"}


def test_wifi_is_known_without_its_name(answers: Path, phone: Path) -> None:
    command(phone, "termux-wifi-connectioninfo", (answers / "invented-termux-wifi-connectioninfo.json").read_text())
    assert words(list(termux.take_network())) == {NETWORK: "wifi"}


def test_without_wifi_the_phone_tells_of_its_data_connection(answers: Path, phone: Path) -> None:
    command(phone, "termux-wifi-connectioninfo", (answers / "invented-termux-wifi-none.json").read_text())
    command(phone, "termux-telephony-deviceinfo", msgspec.json.encode(PHONE).decode())
    assert words(list(termux.take_network())) == {NETWORK: "cellular", ROAMING: True}


@pytest.mark.parametrize("told", [{}, {"API_ERROR": "no permission"}, {**PHONE, "data_state": "disconnected"}])
def test_without_a_word_of_the_phone_the_network_is_unknown(told: dict[str, object]) -> None:
    assert words(list(termux.mobile_network(told))) == {}


@pytest.mark.parametrize(
    ("degrees", "word"), [(39.9, "nominal"), (40, "fair"), (45.0, "serious"), (50.0, "critical"), (60, "critical")]
)
def test_the_battery_stands_for_the_heat_of_the_phone(degrees: float, word: str) -> None:
    assert words(list(termux.battery({"temperature": degrees}))) == {HEAT: word}


def test_nonsense_is_unknown() -> None:
    nonsense = {"percentage": "many", "plugged": 3, "temperature": -273.0}
    assert words(list(termux.battery(nonsense))) == {}


def test_without_termux_api_nothing_is_known(phone: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(phone))
    assert [*termux.take_battery(), *termux.take_network()] == []

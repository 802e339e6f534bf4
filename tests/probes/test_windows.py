"""What psutil tells on Windows, in its own types: the machine itself is not here."""

from types import SimpleNamespace

import psutil
import pytest

from owntexts.conditions.readings import BATTERY, CHARGING, NETWORK
from owntexts.probes import windows


def interface(*, is_up: bool) -> SimpleNamespace:
    return SimpleNamespace(isup=is_up)


@pytest.mark.parametrize(
    ("battery", "readings"),
    [
        (SimpleNamespace(percent=41.6, power_plugged=False), {BATTERY: 42, CHARGING: False}),
        (SimpleNamespace(percent=90, power_plugged=None), {BATTERY: 90}),
        (None, {}),
    ],
)
def test_the_battery(
    battery: SimpleNamespace | None, readings: dict[str, object], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(psutil, "sensors_battery", lambda: battery, raising=False)
    assert {measured.name: measured.value for measured in windows.take_battery()} == readings


@pytest.mark.parametrize(("is_up", "readings"), [(False, {NETWORK: "none"}), (True, {})])
def test_only_the_lack_of_any_network_is_known(
    is_up: bool, readings: dict[str, object], monkeypatch: pytest.MonkeyPatch
) -> None:
    interfaces = {"Loopback Pseudo-Interface 1": interface(is_up=True), "Wi-Fi": interface(is_up=is_up)}
    monkeypatch.setattr(psutil, "net_if_stats", lambda: interfaces)
    assert {measured.name: measured.value for measured in windows.take_network()} == readings

"""A word on the desktop when a device has fallen silent."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.probes.private_bus import MOCK, PrivateBus, running_bus

from owntexts.agent import notifying
from owntexts.agent.home import Home
from owntexts.conditions.decision import Decision, LaneDecision
from owntexts.explain import Finding, Fix

NAME, PATH = "org.freedesktop.Notifications", "/org/freedesktop/Notifications"
RUNS = LaneDecision(run=True)
DAY_MS = 24 * 3600 * 1000
NOW = 1_767_225_600_000


def decided(*codes: str) -> Decision:
    fix = Fix("sync", "Sync", "action", command="owntexts sync")
    return Decision(RUNS, RUNS, tuple(Finding(c, "warning", "Silent", "For days.", fixes=(fix,)) for c in codes), ())


@pytest.fixture
def desktop(monkeypatch: pytest.MonkeyPatch) -> Iterator[PrivateBus]:
    """A session bus with something on it that shows notifications."""
    with tempfile.TemporaryDirectory() as folder, running_bus(Path(folder)) as bus:
        bus.start_object(NAME, PATH, NAME)
        bus.call(NAME, PATH, MOCK, "AddMethod", "sssss", NAME, "Notify", "susssasa{sv}i", "u", "ret = 1")
        monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", bus.address)
        yield bus


def shown(desktop: PrivateBus) -> int:
    [calls] = desktop.call(NAME, PATH, MOCK, "GetMethodCalls", "s", "Notify")
    assert isinstance(calls, list)
    return len(calls)


def test_staleness_is_shown_once_a_day(home: Home, desktop: PrivateBus) -> None:
    for at in (NOW, NOW + 1, NOW + DAY_MS - 1, NOW + DAY_MS):
        notifying.tell(home.replica, decided("sync.stalled"), at)
    assert shown(desktop) == 2


def test_a_silent_source_is_a_word_of_its_own_and_a_low_battery_is_none(home: Home, desktop: PrivateBus) -> None:
    notifying.tell(home.replica, decided("sync.stalled", "source.quiet", "power.battery_low"), NOW)
    assert shown(desktop) == 2


def test_a_word_that_nobody_showed_is_tried_again(
    home: Home, monkeypatch: pytest.MonkeyPatch, desktop: PrivateBus, tmp_path: Path
) -> None:
    with monkeypatch.context() as elsewhere:
        elsewhere.setenv("DBUS_SESSION_BUS_ADDRESS", f"unix:path={tmp_path / 'nobody'}")
        notifying.tell(home.replica, decided("sync.stalled"), NOW)
        elsewhere.delenv("DBUS_SESSION_BUS_ADDRESS")
        notifying.tell(home.replica, decided("sync.stalled"), NOW + 1)
    notifying.tell(home.replica, decided("sync.stalled"), NOW + 2)
    assert shown(desktop) == 1

"""What the tests of probes share: a private system bus, and no memory of what another test measured."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.probes.private_bus import PrivateBus, running_bus

from owntexts.probes import machine


@pytest.fixture(autouse=True)
def nothing_remembered() -> None:
    machine.forget()


@pytest.fixture
def no_bus(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DBUS_SYSTEM_BUS_ADDRESS", f"unix:path={tmp_path / 'no-bus'}")


@pytest.fixture
def system_bus(monkeypatch: pytest.MonkeyPatch) -> Iterator[PrivateBus]:
    """A private system bus, and this process believes that it is the machine's."""
    with tempfile.TemporaryDirectory() as folder, running_bus(Path(folder)) as bus:
        monkeypatch.setenv("DBUS_SYSTEM_BUS_ADDRESS", bus.address)
        yield bus

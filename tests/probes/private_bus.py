"""A system bus of the tests' own, with python-dbusmock's services on it."""

import asyncio
import json
import os
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import pytest
from dbus_fast import Message, MessageType, Variant
from dbus_fast.aio import MessageBus

SYSTEM_PYTHON = "/usr/bin/python3"
MOCK = "org.freedesktop.DBus.Mock"
PROPERTIES = "org.freedesktop.DBus.Properties"
NETWORK_MANAGER = (
    "org.freedesktop.NetworkManager",
    "/org/freedesktop/NetworkManager",
    "org.freedesktop.NetworkManager",
)
DEADLINE_S = 30.0
CONFIGURATION = """<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>unix:path={socket}</listen>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/><allow own="*"/>
  </policy>
</busconfig>
"""


@cache
def missing() -> str | None:
    """What is not installed of what these tests need, or None."""
    if shutil.which("dbus-daemon") is None:
        return "dbus is not installed: apt-get install dbus"
    asked = [SYSTEM_PYTHON, "-c", "import dbusmock"]
    if not Path(SYSTEM_PYTHON).exists() or subprocess.run(asked, capture_output=True, check=False).returncode:
        return "python-dbusmock is not installed: apt-get install python3-dbusmock gir1.2-glib-2.0"
    return None


class PrivateBus:
    """A running dbus-daemon and the mock services started on it."""

    def __init__(self, address: str) -> None:
        self.address = address
        self._mocks: list[subprocess.Popen[bytes]] = []

    def start(
        self, template: str, name: str, parameters: Mapping[str, object] | None = None
    ) -> subprocess.Popen[bytes]:
        """One of dbusmock's templates, once it owns its name."""
        asked = ["--system", "--template", template, "--parameters", json.dumps(parameters or {})]
        return self._own(name, asked)

    def start_object(self, name: str, path: str, interface: str) -> subprocess.Popen[bytes]:
        """An empty object of a service for which dbusmock has no template."""
        return self._own(name, ["--system", name, path, interface])

    def start_network_manager(self, kind: str, metered: int) -> subprocess.Popen[bytes]:
        """NetworkManager with what dbusmock's template leaves out: the kind and the cost of its main connection."""
        mock = self.start("networkmanager", NETWORK_MANAGER[0])
        self.add(*NETWORK_MANAGER, {"PrimaryConnectionType": Variant("s", kind), "Metered": Variant("u", metered)})
        return mock

    def call(
        self, name: str, path: str, interface: str, member: str, signature: str = "", *body: object
    ) -> list[object]:
        """What a method answers."""
        return asyncio.run(asyncio.wait_for(self._call(name, path, interface, member, signature, *body), DEADLINE_S))

    def update(self, name: str, path: str, interface: str, properties: Mapping[str, Variant]) -> None:
        """Changes properties of a mock, which signals it."""
        self.call(name, path, MOCK, "UpdateProperties", "sa{sv}", interface, dict(properties))

    def add(self, name: str, path: str, interface: str, properties: Mapping[str, Variant]) -> None:
        """Adds properties to a mock."""
        self.call(name, path, MOCK, "AddProperties", "sa{sv}", interface, dict(properties))

    def stop(self, mock: subprocess.Popen[bytes]) -> None:
        """Ends one service."""
        mock.kill()
        mock.wait()

    def close(self) -> None:
        """Ends all services."""
        for mock in self._mocks:
            self.stop(mock)

    def _own(self, name: str, asked: list[str]) -> subprocess.Popen[bytes]:
        environment = {**os.environ, "DBUS_SYSTEM_BUS_ADDRESS": self.address}
        mock = subprocess.Popen(
            [SYSTEM_PYTHON, "-m", "dbusmock", *asked],
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
        )
        self._mocks.append(mock)
        asyncio.run(asyncio.wait_for(self._owned(name, mock), DEADLINE_S))
        return mock

    async def _owned(self, name: str, mock: subprocess.Popen[bytes]) -> None:
        bus = "org.freedesktop.DBus"
        while await self._call(bus, "/org/freedesktop/DBus", bus, "NameHasOwner", "s", name) != [True]:
            assert mock.poll() is None, "dbusmock ended"
            await asyncio.sleep(0.02)

    async def _call(
        self, name: str, path: str, interface: str, member: str, signature: str, *body: object
    ) -> list[object]:
        bus = await MessageBus(bus_address=self.address).connect()
        try:
            answer = await bus.call(Message(name, path, interface, member, signature=signature, body=list(body)))
            assert answer is not None
            assert answer.message_type is MessageType.METHOD_RETURN, answer.body
            return list(answer.body)
        finally:
            bus.disconnect()
            await bus.wait_for_disconnect()


@contextmanager
def running_bus(folder: Path) -> Iterator[PrivateBus]:
    """A private bus whose socket lies in the folder; skips the test, saying why, where it cannot be had."""
    if reason := missing():
        pytest.skip(reason)
    configuration, socket = folder / "bus.conf", folder / "bus"
    configuration.write_text(CONFIGURATION.format(socket=socket))
    asked = ["dbus-daemon", f"--config-file={configuration}", "--nofork", "--nopidfile", "--print-address=1"]
    daemon = subprocess.Popen(asked, stdout=subprocess.PIPE)
    assert daemon.stdout
    bus = PrivateBus(daemon.stdout.readline().decode().strip())
    try:
        yield bus
    finally:
        bus.close()
        daemon.kill()
        daemon.wait()
        daemon.stdout.close()

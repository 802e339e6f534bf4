"""Signals of the system bus that tell of a change in power, heat or network, and of the end of a sleep."""

from collections.abc import Callable
from typing import Final

from dbus_fast import Message, MessageType

from owntexts.probes.linux.bus import PROPERTIES, connected, ended
from owntexts.probes.linux.services import (
    MODEM_MANAGER,
    NETWORK_MANAGER,
    PROFILES,
    UPOWER,
)

BUS: Final = "org.freedesktop.DBus"
LOGIND: Final = "org.freedesktop.login1"
SERVICES: Final = (UPOWER, *(service for service, _ in PROFILES), NETWORK_MANAGER, MODEM_MANAGER)
TELLING: Final = {
    *("Percentage", "OnBattery", "IsPresent"),
    *("ActiveProfile", "PerformanceDegraded"),
    *("PrimaryConnectionType", "Metered", "Connectivity"),
    *("State", "RegistrationState"),
}


async def listen(changed: Callable[[], None]) -> None:
    """Calls `changed` once it listens, and after each telling signal, until the bus is gone. Raises as `connected`."""
    async with connected() as bus:
        bus.bus.add_message_handler(lambda message: changed() if tells(message) else None)
        for rule in _rules():
            await bus.call(BUS, "/org/freedesktop/DBus", BUS, "AddMatch", "s", rule)
        changed()
        await ended(bus)


def tells(message: Message) -> bool:
    """Whether a message is a signal after which readings may be others."""
    if message.message_type is not MessageType.SIGNAL:
        return False
    if message.member == "PropertiesChanged" and message.signature == "sa{sv}as":
        _, changed, outdated = message.body
        return not TELLING.isdisjoint([*changed, *outdated])
    return message.member in {"PrepareForSleep", "NameOwnerChanged"}


def _rules() -> list[str]:
    properties = f"type='signal',interface='{PROPERTIES}',member='PropertiesChanged'"
    return [
        *(f"{properties},sender='{service}'" for service in SERVICES),
        *(f"type='signal',sender='{BUS}',member='NameOwnerChanged',arg0='{service}'" for service in SERVICES),
        f"type='signal',sender='{LOGIND}',member='PrepareForSleep'",
    ]

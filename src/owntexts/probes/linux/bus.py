"""A conversation with the system bus. It starts no service, and waits for each answer no longer than ANSWER_S."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Final

from dbus_fast import BusType, Message, MessageFlag, MessageType, Variant
from dbus_fast.aio import MessageBus

CONNECT_S: Final = 0.6
ANSWER_S: Final = 0.6
PROPERTIES: Final = "org.freedesktop.DBus.Properties"
ABSENT: Final = {
    "org.freedesktop.DBus.Error.ServiceUnknown",
    "org.freedesktop.DBus.Error.NameHasNoOwner",
    "org.freedesktop.DBus.Error.UnknownObject",
    "org.freedesktop.DBus.Error.UnknownInterface",
    "org.freedesktop.DBus.Error.UnknownMethod",
}

Properties = dict[str, object]


class Absent(Exception):
    """No such service runs, or it has no such object."""


class Refused(Exception):
    """The service answered with an error; carries its name."""


class Bus:
    """An open connection."""

    def __init__(self, bus: MessageBus) -> None:
        self.bus = bus

    async def properties(self, service: str, path: str, interface: str) -> Properties:
        """All properties of an object. Raises Absent, Refused, TimeoutError."""
        found = await self.call(service, path, PROPERTIES, "GetAll", "s", interface)
        return plain(found[0]) if found and isinstance(found[0], dict) else {}

    async def call(
        self, service: str, path: str, interface: str, member: str, signature: str, *body: str
    ) -> list[object]:
        """What a method answers. Raises Absent, Refused, TimeoutError."""
        question = Message(
            destination=service,
            path=path,
            interface=interface,
            member=member,
            signature=signature,
            body=list(body),
            flags=MessageFlag.NO_AUTOSTART,
        )
        async with asyncio.timeout(ANSWER_S):
            answer = await self.bus.call(question)
        if answer is None or answer.message_type is MessageType.ERROR:
            error = answer.error_name if answer else ""
            raise Absent(error) if error in ABSENT else Refused(error)
        return list(answer.body)


@asynccontextmanager
async def connected(*, with_files: bool = False) -> AsyncIterator[Bus]:
    """The system bus, open until the end of the block; `with_files` where answers may be open files.

    Raises OSError, TimeoutError, or what the library does.
    """
    bus = MessageBus(bus_type=BusType.SYSTEM, negotiate_unix_fd=with_files)
    async with asyncio.timeout(CONNECT_S):
        await bus.connect()
    try:
        yield Bus(bus)
    finally:
        bus.disconnect()
        await ended(Bus(bus))


async def ended(bus: Bus) -> None:
    """Waits until the bus is gone."""
    with suppress(Exception):
        await asyncio.shield(bus.bus.wait_for_disconnect())  # type: ignore[no-untyped-call] # the library's own


def plain(properties: dict[str, object]) -> Properties:
    """Properties by their names, out of their wrappings."""
    return {name: value.value if isinstance(value, Variant) else value for name, value in properties.items()}

"""The system bus: whether there is one, and all that its services say of power, heat and network."""

import os
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from owntexts.probes.base import Said, Trouble

NAME: Final = "the system bus (D-Bus)"
ADDRESS: Final = "DBUS_SYSTEM_BUS_ADDRESS"
USUAL: Final = "unix:path=/var/run/dbus/system_bus_socket"


def take() -> Iterable[Said]:
    """What its services say; a Trouble where there is no bus."""
    if not is_there():
        return [
            Trouble(NAME, "this machine has none, so nobody tells of its power, its heat and its network", address())
        ]
    from owntexts.probes.linux import services  # noqa: PLC0415 - costs 60 ms, and is of no use without a bus

    try:
        return services.ask()
    except TimeoutError:
        return [Trouble(NAME, "it takes connections and gave no answer in time", address())]


def address() -> str:
    """Where the bus is looked for."""
    return os.environ.get(ADDRESS) or USUAL


def is_there() -> bool:
    """Whether something lies at one of its addresses; an address that is no path is believed."""
    return any(_leads_somewhere(each) for each in address().split(";"))


def _leads_somewhere(each: str) -> bool:
    transport, _, rest = each.partition(":")
    told = dict(pair.split("=", 1) for pair in rest.split(",") if "=" in pair)
    return bool(told) and (transport != "unix" or "path" not in told or Path(told["path"]).exists())

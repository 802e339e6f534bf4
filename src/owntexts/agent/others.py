"""The account's other devices, as each last told of itself; nobody is asked."""

from typing import Final

from msgspec import Struct

from owntexts.agent.account import device_names
from owntexts.agent.home import Home, now_ms
from owntexts.agent.push import DAY_MS
from owntexts.crypto.identity import Membership
from owntexts.model.records import DeviceStatus
from owntexts.model.times import rfc3339
from owntexts.replica import statuses, zone
from owntexts.replica.database import Connection
from owntexts.wire.keyring import fold

QUIET_MS: Final = DAY_MS + 3_600_000
"""A device that syncs tells something every day; one that did not is asleep, off, paused, or has no network."""


class OtherDevice(Struct, frozen=True):
    """A device: its id in hex, its name, and its state, reasons, last sync and version when it last told (None: never).

    `silent` says that it has told nothing for more than a day.
    """

    id: str
    name: str
    state: str | None = None
    reasons: tuple[str, ...] = ()
    synced_at: str | None = None
    version: str | None = None
    told_at: str | None = None
    silent: bool = False


class _Names(Struct, frozen=True):
    """What the devices are called, by a keyring of so many entries."""

    entries: int
    names: dict[bytes, str]


def others(home: Home) -> tuple[OtherDevice, ...]:
    """Every device of the account but this one, in the order in which they joined; none before the first sync."""
    membership = home.identity.membership
    if membership is None:
        return ()
    names, told, now = _names(home, membership), statuses.told(home.replica), now_ms()
    return tuple(
        _other(device, name, told.get(device), now) for device, name in names.items() if device != membership.device
    )


def _other(device: bytes, name: str, status: DeviceStatus | None, now: int) -> OtherDevice:
    if status is None:
        return OtherDevice(device.hex(), name)
    return OtherDevice(
        device.hex(),
        name,
        status.state,
        status.reasons,
        rfc3339(status.synced),
        status.version,
        rfc3339(status.stamp.ms),
        now - status.stamp.ms > QUIET_MS,
    )


def _names(home: Home, membership: Membership) -> dict[bytes, str]:
    """Opened anew only where the keyring has grown."""

    def make(connection: Connection, before: _Names | None) -> _Names:
        entries = zone.keyring_entries_in(connection)
        if before is not None and before.entries == len(entries):
            return before
        if len(entries) <= membership.keyring_number:
            return _Names(len(entries), {})
        return _Names(len(entries), device_names(fold(entries), entries, membership.keys))

    name = f"device names of {membership.device.hex()}"
    return home.replica.remembered(name, make).names

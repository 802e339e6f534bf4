"""Who is a member: devices, the password and the recovery key, and what an entry's actions make of them."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from msgspec import Struct

from owntexts.wire import limits
from owntexts.wire.entry import Action, AddDevice, Holder, RemoveDevice, SetPassword, SetRecovery
from owntexts.wire.refused import refused_entry

Keys = AddDevice | SetPassword | SetRecovery
"""A member's public keys, as the action that brought it in names them."""


class Removed(Struct, frozen=True):
    """A device that left: its keys, and its last valid item; what it wrote after that is void."""

    keys: AddDevice
    counter: int
    hash: bytes


def holders(devices: Mapping[bytes, AddDevice], *secrets: SetPassword | SetRecovery) -> dict[Holder, Keys]:
    """Everyone who holds the epoch key, with their public keys."""
    everyone: list[Keys] = [*devices.values(), *secrets]
    return {keys.holder: keys for keys in everyone}


@dataclass
class Draft:
    """Members while the actions of one entry are applied."""

    number: int
    devices: dict[bytes, AddDevice] = field(default_factory=dict)
    removed: dict[bytes, Removed] = field(default_factory=dict)
    password: SetPassword | None = None
    recovery: SetRecovery | None = None

    def applied(self, actions: tuple[Action, ...]) -> "Draft":
        """The same draft after these actions. Raises IntegrityFailed (integrity.keyring) for one that cannot be."""
        set_here = [type(action) for action in actions if isinstance(action, SetPassword | SetRecovery)]
        if len(set_here) != len(set(set_here)):
            raise refused_entry(self.number, "it sets one secret twice")
        for action in actions:
            self._apply(action)
        if len(self.devices) > limits.DEVICES:
            raise refused_entry(self.number, f"it would make more than {limits.DEVICES} devices members")
        return self

    def _apply(self, action: Action) -> None:
        match action:
            case AddDevice():
                self._add(action)
            case RemoveDevice():
                self._remove(action)
            case SetPassword():
                self.password = action
            case SetRecovery():
                self.recovery = action

    def _add(self, action: AddDevice) -> None:
        if action.device in self.devices or action.device in self.removed:
            raise refused_entry(self.number, "it brings in a device whose id was used before")
        self.devices[action.device] = action

    def _remove(self, action: RemoveDevice) -> None:
        if action.device not in self.devices:
            raise refused_entry(self.number, "it removes a device that is no member")
        self.removed[action.device] = Removed(self.devices.pop(action.device), action.counter, action.hash)

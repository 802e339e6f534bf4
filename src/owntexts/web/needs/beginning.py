"""Beginning: an account on a hub, and messages to read."""

from collections.abc import Sequence
from typing import Protocol

from owntexts.explain import Finding


class Created(Protocol):
    """A new account; the recovery key is told this once."""

    @property
    def account(self) -> str: ...

    @property
    def hub(self) -> str: ...

    @property
    def recovery_key(self) -> str: ...


class Store(Protocol):
    """Messages that lie at a usual place of this machine."""

    @property
    def title(self) -> str: ...

    @property
    def path(self) -> str: ...


class Counts(Protocol):
    """What became of a source's rows."""

    @property
    def read(self) -> int: ...

    @property
    def added(self) -> int: ...

    @property
    def problems(self) -> Sequence[object]: ...


class BeingRead(Protocol):
    """A source that is being read, or how it ended: 'reading', 'done' or 'failed'."""

    @property
    def source(self) -> str: ...

    @property
    def name(self) -> str: ...

    @property
    def state(self) -> str: ...

    @property
    def result(self) -> Counts | None: ...

    @property
    def finding(self) -> Finding | None: ...


class Received(Protocol):
    """A file that is being sent: how many bytes there are to be, and how many have come."""

    @property
    def id(self) -> str: ...

    @property
    def name(self) -> str: ...

    @property
    def size(self) -> int: ...

    @property
    def come(self) -> int: ...


class Accounts(Protocol):
    """Creating an account and joining one."""

    def account(self) -> str | None:
        """The name of the account that this device is in."""

    def own_hub(self) -> str | None:
        """The address of the hub that runs in this process."""

    def device_name(self) -> str:
        """What this machine calls itself."""

    def create(self, *, hub: str, name: str, device: str, invite: str | None, password: str) -> Created: ...

    def join(self, *, hub: str, name: str, device: str, secret: str, by_recovery_key: bool) -> Sequence[str]:
        """Gives the names of all devices."""

    def guesses(self, password: str) -> float:
        """How many guesses a password would stand, as a power of ten."""


class Bringing(Protocol):
    """Bringing messages in."""

    def titles(self) -> Sequence[str]:
        """What can be read, each in a few words."""

    def found(self) -> Sequence[Store]: ...

    def add(self, path: str) -> None:
        """Begins to read what lies at a path of this machine."""

    def again(self, source: str, secret: str | None) -> None:
        """Reads a source once more, with its own password where it has one."""

    def readings(self) -> Sequence[BeingRead]: ...

    def begin(self, name: str, size: int) -> Received: ...

    def received(self, one: str) -> Received: ...

    def write(self, one: str, offset: int, piece: bytes) -> Received:
        """Takes a piece that begins where the file ends; else tells where that is."""

    def take(self, one: str) -> None:
        """Begins to read a file that is here whole."""

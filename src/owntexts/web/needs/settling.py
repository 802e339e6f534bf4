"""Settling how this device and its account behave."""

from collections.abc import Mapping, Sequence
from typing import Literal, Protocol


class Setting(Protocol):
    """One setting as it holds now: `origin` is 'you' where the person chose it."""

    @property
    def key(self) -> str: ...

    @property
    def value(self) -> str | None: ...

    @property
    def origin(self) -> str: ...

    @property
    def explanation(self) -> str: ...


class Device(Protocol):
    """A device of the account; `state` is 'active', 'signed_out' or 'unknown'."""

    @property
    def id(self) -> str: ...

    @property
    def name(self) -> str: ...

    @property
    def this(self) -> bool: ...

    @property
    def last_seen_at(self) -> str | None: ...

    @property
    def state(self) -> str: ...


class OtherDevice(Protocol):
    """Another device of the account, as it last told; None what it never told, `silent` where that was long ago."""

    @property
    def id(self) -> str: ...

    @property
    def name(self) -> str: ...

    @property
    def state(self) -> str | None: ...

    @property
    def reasons(self) -> Sequence[str]: ...

    @property
    def synced_at(self) -> str | None: ...

    @property
    def version(self) -> str | None: ...

    @property
    def told_at(self) -> str | None: ...

    @property
    def silent(self) -> bool: ...


class Account(Protocol):
    """The account as this device knows it; all None where it has none."""

    @property
    def account(self) -> str | None: ...

    @property
    def hub(self) -> str | None: ...

    @property
    def devices(self) -> Sequence[Device]: ...


class Source(Protocol):
    """A source and how far it was read."""

    @property
    def id(self) -> str: ...

    @property
    def kind(self) -> str: ...

    @property
    def path(self) -> str: ...

    @property
    def name(self) -> str | None: ...

    @property
    def background(self) -> str: ...

    @property
    def last_read_at(self) -> str | None: ...

    @property
    def newest_message_at(self) -> str | None: ...

    @property
    def known(self) -> int: ...

    @property
    def problems(self) -> int: ...

    @property
    def mode(self) -> object:
        """'mirror', or anything else for an archive."""


class InFolder(Protocol):
    """A file of a watched folder, by its name there, and what it is; None: nothing that can be read."""

    @property
    def name(self) -> str: ...

    @property
    def kind(self) -> str | None: ...


class Pause(Protocol):
    """A pause that was, or is; the last two are None while it goes on."""

    @property
    def begin(self) -> str: ...

    @property
    def end(self) -> str | None: ...

    @property
    def codes(self) -> Sequence[str]: ...

    @property
    def ended_by(self) -> str | None: ...


class Past(Protocol):
    """What held this device."""

    @property
    def seconds_by_code(self) -> Mapping[str, int]: ...

    @property
    def pauses(self) -> Sequence[Pause]: ...


class Day(Protocol):
    """Bytes of a local day, and how many of them went where they cost."""

    @property
    def day(self) -> str: ...

    @property
    def bytes(self) -> int: ...

    @property
    def costly(self) -> int: ...


class Versions(Protocol):
    """Versions: installed here, the newest one known and who said so; `command` upgrades."""

    @property
    def installed(self) -> str: ...

    @property
    def newest_known(self) -> str: ...

    @property
    def known_from(self) -> str: ...

    @property
    def command(self) -> str | None: ...


class Limits(Protocol):
    """This device's own limits, its pause, its switch."""

    def settings(self) -> Sequence[Setting]: ...

    def change(self, key: str, value: str) -> None: ...

    def reset(self, key: str) -> None: ...

    def pause(self, until: int | Literal["always"]) -> None: ...

    def resume(self) -> None: ...

    def switch(self, *, on: bool, download: bool = False) -> None: ...


class Membership(Protocol):
    """The account: who is in it, its password, its end on this device."""

    def shown(self) -> Account: ...

    def others(self) -> Sequence[OtherDevice]:
        """Cheap: nobody is asked."""

    def link(self) -> str | None:
        """What another device is given to reach the hub."""

    def new_password(self, new: str, *, with_recovery: bool) -> str | None:
        """Gives the new recovery key, where one was asked for."""

    def leave(self) -> None:
        """Keeps this device's copy."""

    def proof_is_due(self) -> bool: ...

    def prove(self, secret: str) -> str:
        """Which of the two it was: 'password' or 'recovery key'."""

    def ask_later(self) -> None: ...


class Sources(Protocol):
    """Where messages come from."""

    def listed(self) -> Sequence[Source]: ...

    def titles(self) -> Mapping[str, str]:
        """What each kind of source is, in a few words."""

    def background(self, source: str, value: str) -> None: ...

    def mirrors(self, kind: str) -> bool:
        """Whether what such a source forgets can be told from what was left out of it."""

    def mode(self, source: str, value: str) -> None:
        """'archive' or 'mirror'."""

    def inside(self, source: str) -> Sequence[InFolder]:
        """What was found in a watched folder, by name; nothing for any other source."""

    def read(self, source: str) -> None:
        """Begins to read it."""

    def remove(self, source: str) -> None: ...


class Looking(Protocol):
    """Looking back, and at what is installed."""

    def past(self, days: int) -> Past: ...

    def traffic(self, days: int) -> Sequence[Day]: ...

    def versions(self, *, online: bool) -> Versions: ...

    def home(self) -> str:
        """The folder in which all of it lies."""

"""Settings, the account, and the sources."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from tests.web.shelf.beginning import RECOVERY_KEY

from owntexts.errors import OwntextsError, WrongUsage


@dataclass(frozen=True)
class Setting:
    key: str
    value: str | None
    origin: str = "preset"
    explanation: str = "What it means."


@dataclass
class Limits:
    """A few settings, and what was done to them."""

    known: list[Setting] = field(
        default_factory=lambda: [
            Setting("preset", "balanced"),
            Setting("texts.low_power", "allow"),
            Setting("attachments.min_battery", "40", origin="you"),
            Setting("schedule", ""),
        ]
    )
    done: list[tuple[object, ...]] = field(default_factory=list)
    refusal: OwntextsError | None = None

    def settings(self) -> Sequence[Setting]:
        return self.known

    def change(self, key: str, value: str) -> None:
        if self.refusal:
            raise self.refusal
        self.done.append(("change", key, value))

    def reset(self, key: str) -> None:
        self.done.append(("reset", key))

    def pause(self, until: int | str) -> None:
        self.done.append(("pause", until))

    def resume(self) -> None:
        self.done.append(("resume",))

    def switch(self, *, on: bool, download: bool = False) -> None:
        self.done.append(("switch", on, download))


@dataclass(frozen=True)
class OtherDevice:
    id: str = "phone"
    name: str = "phone"
    state: str | None = "up_to_date"
    reasons: tuple[str, ...] = ()
    synced_at: str | None = None
    version: str | None = "0.1.0"
    told_at: str | None = "2026-11-24T21:40:00.000Z"
    silent: bool = False


@dataclass(frozen=True)
class Device:
    name: str
    this: bool = False
    last_seen_at: str | None = None
    state: str = "unknown"

    @property
    def id(self) -> str:
        return self.name


@dataclass(frozen=True)
class Account:
    account: str | None = "ada"
    hub: str | None = "https://hub.example"
    devices: tuple[Device, ...] = (Device("desk", this=True), Device("phone", state="active"))


@dataclass
class Membership:
    """An account whose password is 'right'."""

    account: Account = field(default_factory=Account)
    is_due: bool = False
    done: list[tuple[object, ...]] = field(default_factory=list)
    told: tuple[OtherDevice, ...] = ()

    def shown(self) -> Account:
        return self.account

    def others(self) -> Sequence[OtherDevice]:
        return self.told

    def link(self) -> str | None:
        return self.account.hub

    def new_password(self, new: str, *, with_recovery: bool) -> str | None:
        self.done.append(("password", new, with_recovery))
        return RECOVERY_KEY if with_recovery else None

    def leave(self) -> None:
        self.done.append(("leave",))

    def proof_is_due(self) -> bool:
        return self.is_due

    def prove(self, secret: str) -> str:
        if secret != "right":
            raise WrongUsage("This opens nothing")
        self.is_due = False
        return "password"

    def ask_later(self) -> None:
        self.done.append(("later",))


@dataclass(frozen=True)
class Source:
    id: str = "1"
    kind: str = "apple.messages"
    path: str = "/Users/Ada/chat.db"
    name: str | None = None
    background: str = "wifi"
    last_read_at: str | None = None
    newest_message_at: str | None = None
    known: int = 1_234
    problems: int = 2
    mode: str | None = None


@dataclass(frozen=True)
class InFolder:
    name: str
    kind: str | None


@dataclass
class Sources:
    known: list[Source] = field(default_factory=lambda: [Source()])
    files: list[InFolder] = field(default_factory=list)
    done: list[tuple[object, ...]] = field(default_factory=list)

    def listed(self) -> Sequence[Source]:
        return self.known

    def titles(self) -> Mapping[str, str]:
        return {"apple.messages": "Apple Messages"}

    def background(self, source: str, value: str) -> None:
        self.done.append(("background", source, value))

    def mirrors(self, kind: str) -> bool:
        return kind == "apple.messages"

    def mode(self, source: str, value: str) -> None:
        self.done.append(("mode", source, value))

    def inside(self, source: str) -> Sequence[InFolder]:
        return self.files

    def read(self, source: str) -> None:
        self.done.append(("read", source))

    def remove(self, source: str) -> None:
        self.done.append(("remove", source))

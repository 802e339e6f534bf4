"""An account and messages, as the first steps ask for them."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from owntexts.errors import NotFound, OwntextsError
from owntexts.explain import Finding

RECOVERY_KEY = "000G-40R4-0M30-E209-185G-R38E-1W81-24GK-2GAH-C5RR-34D1-P70X-3RFY-RQ85"


@dataclass(frozen=True)
class Created:
    account: str
    hub: str
    recovery_key: str


@dataclass(frozen=True)
class Store:
    title: str
    path: str


@dataclass(frozen=True)
class Counts:
    read: int
    added: int
    problems: tuple[str, ...] = ()


@dataclass(frozen=True)
class BeingRead:
    source: str
    name: str
    state: str
    result: Counts | None = None
    finding: Finding | None = None


@dataclass
class Received:
    id: str
    name: str
    size: int
    come: int = 0


@dataclass
class Accounts:
    member_of: str | None = "ada"
    asked: dict[str, object] = field(default_factory=dict)
    refusal: OwntextsError | None = None

    def account(self) -> str | None:
        return self.member_of

    def own_hub(self) -> str | None:
        return "http://127.0.0.1:8943"

    def device_name(self) -> str:
        return "desk"

    def create(self, **asked: Any) -> Created:
        self._asked(asked)
        return Created(asked["name"], asked["hub"], RECOVERY_KEY)

    def join(self, **asked: Any) -> Sequence[str]:
        self._asked(asked)
        return ("desk", "phone")

    def guesses(self, password: str) -> float:
        return float(len(password))

    def _asked(self, asked: dict[str, object]) -> None:
        self.asked = asked
        if self.refusal:
            raise self.refusal


@dataclass
class Bringing:
    stores: tuple[Store, ...] = ()
    being_read: list[BeingRead] = field(default_factory=list)
    done: list[tuple[object, ...]] = field(default_factory=list)
    files: dict[str, bytearray] = field(default_factory=dict)
    told: dict[str, Received] = field(default_factory=dict)
    refusal: OwntextsError | None = None

    def titles(self) -> Sequence[str]:
        return ("Messages of a Mac",)

    def found(self) -> Sequence[Store]:
        return self.stores

    def add(self, path: str) -> None:
        if self.refusal:
            raise self.refusal
        self.done.append(("add", path))

    def again(self, source: str, secret: str | None) -> None:
        self.done.append(("again", source, secret))

    def readings(self) -> Sequence[BeingRead]:
        return self.being_read

    def begin(self, name: str, size: int) -> Received:
        one = Received(f"{len(self.files):032x}", name, size)
        self.files[one.id], self.told[one.id] = bytearray(), one
        return one

    def received(self, one: str) -> Received:
        if one not in self.files:
            raise NotFound("This file is not here any more")
        return self.told[one]

    def write(self, one: str, offset: int, piece: bytes) -> Received:
        if offset == len(self.files[one]):
            self.files[one] += piece
            self.told[one].come += len(piece)
        return self.told[one]

    def take(self, one: str) -> None:
        self.done.append(("take", one))

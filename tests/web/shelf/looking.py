"""What was, and what is installed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Pause:
    begin: str
    end: str | None
    codes: tuple[str, ...]
    ended_by: str | None


@dataclass(frozen=True)
class Past:
    seconds_by_code: Mapping[str, int]
    pauses: tuple[Pause, ...]


@dataclass(frozen=True)
class Day:
    day: str
    bytes: int
    costly: int


@dataclass(frozen=True)
class Versions:
    installed: str = "0.1.0"
    newest_known: str = "0.1.0"
    known_from: str = "this device"
    command: str | None = None


@dataclass
class Looking:
    held: Past = field(default_factory=lambda: Past({}, ()))
    used: tuple[Day, ...] = ()
    version: Versions = field(default_factory=Versions)
    asked: list[object] = field(default_factory=list)

    def past(self, days: int) -> Past:
        self.asked.append(days)
        return self.held

    def traffic(self, days: int) -> Sequence[Day]:
        return self.used

    def versions(self, *, online: bool) -> Versions:
        self.asked.append(online)
        return self.version

    def home(self) -> str:
        return "/Users/Ada/Owntexts"

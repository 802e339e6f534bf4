"""What was put together from several sources."""

from collections.abc import Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Place:
    source: str = "1"


@dataclass(frozen=True)
class Seen:
    id: str
    message: str = f"{1:032x}"
    family: str = "apple"
    formats: tuple[str, ...] = ("chat.db",)
    at: str | None = "2026-11-01T10:00:00.000Z"
    sources: tuple[Place, ...] = (Place(),)


@dataclass(frozen=True)
class Duplicate:
    possible: bool = False
    why: str = "the same people, direction and words"
    text: str = "See you"
    evidence: tuple[Seen, ...] = (Seen("aa" * 16), Seen("bb" * 16))


@dataclass(frozen=True)
class SaidOfTwo:
    messages: tuple[str, ...]


@dataclass
class Merging:
    rows: list[Duplicate] = field(default_factory=lambda: [Duplicate()])
    done: list[tuple[object, ...]] = field(default_factory=list)

    def listed(self, most: int) -> Sequence[Duplicate]:
        return self.rows[:most]

    def same(self, one: str, other: str, *, off: bool) -> SaidOfTwo:
        self.done.append(("same", one, other, off))
        return SaidOfTwo((one, other) if off else (one,))

    def apart(self, one: str, other: str, *, off: bool) -> SaidOfTwo:
        self.done.append(("apart", one, other, off))
        return SaidOfTwo((one,) if off else (one, other))

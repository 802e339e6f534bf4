"""What every source gives: a frozen descriptor, and an open source that reads rows without ever writing.

What a reader yields is said in `owntexts.model.observations`.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, Protocol, Self

from owntexts.explain import Finding
from owntexts.model.observations import Ledger, Observation


@dataclass(frozen=True)
class Recognition:
    """Whether a path is of this kind, and by what it was recognised (one short phrase each)."""

    answer: Literal["yes", "maybe", "no"]
    evidence: tuple[str, ...] = ()


@dataclass(frozen=True)
class Options:
    """What the person said of a source: its time zone for times without one, and where attachments lie."""

    timezone: str | None = None
    secret: str | None = None


class OpenSource(Protocol):
    """A source that is open on a consistent copy; a context manager that gives the copy back."""

    def __enter__(self) -> Self: ...

    def __exit__(self, *exc: object) -> None: ...

    def read(self, ledger: Ledger) -> Iterator[Observation]: ...

    def diagnose(self) -> list[Finding]: ...


@dataclass(frozen=True)
class SourceKind:
    """The frozen descriptor that a source registers under the entry point group `owntexts.sources`."""

    kind: str
    family: str
    title: str
    recognize: Callable[[Path], Recognition]
    open: Callable[[Path, Options], OpenSource] = field(compare=False)

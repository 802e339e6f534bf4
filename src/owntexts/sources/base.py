"""What every source gives: a frozen descriptor, an open source that reads rows, and its files; none ever writes.

What a reader yields is said in `owntexts.model.observations`.
"""

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO, Literal, Protocol, Self, runtime_checkable

from owntexts.explain import Finding
from owntexts.model.observations import Ledger, Observation


@dataclass(frozen=True)
class Recognition:
    """Whether a path is of this kind, and by what it was recognised (one short phrase each)."""

    answer: Literal["yes", "maybe", "no"]
    evidence: tuple[str, ...] = ()


@dataclass(frozen=True)
class Options:
    """What the person said of a source.

    The time zone of times without one, its password, the folder of its attachments where that is not beside it, and
    the addresses in minimal form that the person chose as their own, which are nobody else's in a group.
    """

    timezone: str | None = None
    secret: str | None = field(default=None, repr=False)
    attachments: Path | None = None
    own: frozenset[str] = frozenset()


class OpenSource(Protocol):
    """A source that is open on a consistent copy; a context manager that gives the copy back."""

    def __enter__(self) -> Self: ...

    def __exit__(self, *exc: object) -> None: ...

    def read(self, ledger: Ledger) -> Iterator[Observation]: ...

    def diagnose(self) -> list[Finding]: ...


@runtime_checkable
class KnowsItsOwner(Protocol):
    """What a source may know besides: which addresses were the owner's own in it."""

    def own_addresses(self) -> frozenset[str]:
        """In minimal form; asked before its rows are read."""
        ...


@dataclass(frozen=True)
class Content:
    """What lies at a place: its bytes, or in one phrase why they cannot be had, as missing or unreadable."""

    place: str
    stream: BinaryIO | None
    trouble: Literal["missing", "unreadable"] | None = None
    reason: str = ""


class OpenFiles(Protocol):
    """The files of a source; a context manager. Its own copy of the messages is not taken for it."""

    def __enter__(self) -> Self: ...

    def __exit__(self, *exc: object) -> None: ...

    def contents(self, places: Collection[str]) -> Iterator[Content]:
        """One Content for each place, in the source's own order; a stream may be read until the next is asked for."""
        ...


@runtime_checkable
class KnowsSizes(Protocol):
    """What the files of a source may tell besides: how many bytes lie at a place, without reading them."""

    def size(self, place: str) -> int | None:
        """None where nothing lies there, or nothing that may be read."""
        ...


@dataclass(frozen=True)
class SourceKind:
    """The frozen descriptor that a source registers under the entry point group `owntexts.sources`.

    `discover` gives those paths of the usual places on this machine where something of this kind seems to lie. A kind
    with a `scheme` also reads devices, which are named `scheme:` instead of by a path. `when_silent` says, in a
    sentence without its full stop, what to do where what writes such a source has stopped. `mirrors`: a
    source of this kind has all that its phone or Mac has, so that what it lacks was deleted there.
    """

    kind: str
    family: str
    title: str
    recognize: Callable[[Path], Recognition]
    open: Callable[[Path, Options], OpenSource] = field(compare=False)
    files: Callable[[Path, Options], OpenFiles] | None = field(default=None, compare=False)
    discover: Callable[[], Iterable[Path]] = field(default=tuple, compare=False)
    scheme: str | None = None
    when_silent: str | None = None
    mirrors: bool = False


def is_device(path: Path, scheme: str) -> bool:
    """Whether a path is no place on a disk but means a device: `scheme:`, or `scheme:` and which one."""
    return str(path).startswith(f"{scheme}:")

"""Which messages were put together from several sources, and the person's own word on it."""

from collections.abc import Sequence
from typing import Protocol


class Where(Protocol):
    """A source of this device, by its id."""

    @property
    def source(self) -> str: ...


class Seen(Protocol):
    """A message as one source family has it; `formats` and `at` as far as they are known."""

    @property
    def id(self) -> str: ...

    @property
    def message(self) -> str: ...

    @property
    def family(self) -> str: ...

    @property
    def formats(self) -> Sequence[str]: ...

    @property
    def at(self) -> str | None: ...

    @property
    def sources(self) -> Sequence[Where]: ...


class Duplicate(Protocol):
    """One message that was seen several times; or, where it is `possible` only, several that may be one."""

    @property
    def possible(self) -> bool: ...

    @property
    def why(self) -> str: ...

    @property
    def text(self) -> str: ...

    @property
    def evidence(self) -> Sequence[Seen]: ...


class Said(Protocol):
    """The messages that two sightings are now: one, or two."""

    @property
    def messages(self) -> Sequence[str]: ...


class Merging(Protocol):
    """Sightings are named by their ids, in hex; `off` takes the person's word back."""

    def listed(self, most: int) -> Sequence[Duplicate]:
        """What may be one comes first."""

    def same(self, one: str, other: str, *, off: bool) -> Said: ...

    def apart(self, one: str, other: str, *, off: bool) -> Said: ...

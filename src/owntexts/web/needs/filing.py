"""The files of messages: how they look, and their bytes."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Protocol

from owntexts.explain import Finding


class Picture(Protocol):
    """The size of what a small picture shows, in pixels; of a video how long it lasts (ms)."""

    @property
    def width(self) -> int: ...

    @property
    def height(self) -> int: ...

    @property
    def lasts(self) -> int | None: ...


class Look(Protocol):
    """A file on this device. `trouble` is why its source could not give it, `refused` what the hub gave instead."""

    @property
    def picture(self) -> Picture | None: ...

    @property
    def is_here(self) -> bool: ...

    @property
    def on_hub(self) -> bool: ...

    @property
    def trouble(self) -> str | None: ...

    @property
    def refused(self) -> Finding | None: ...


class Fetched(Protocol):
    """A file on its way from the hub: 'going', 'done', 'held' by these codes, or 'failed' and why; bytes."""

    @property
    def state(self) -> str: ...

    @property
    def done(self) -> int: ...

    @property
    def total(self) -> int: ...

    @property
    def seconds_left(self) -> int | None: ...

    @property
    def held(self) -> Sequence[str]: ...

    @property
    def finding(self) -> Finding | None: ...


class Opened(Protocol):
    """An original. `name` is safe for any disk, `mime` what its bytes are (None: unknown), `size` None: unknown."""

    @property
    def name(self) -> str: ...

    @property
    def mime(self) -> str | None: ...

    @property
    def size(self) -> int | None: ...

    def read(self, start: int = 0, count: int | None = None) -> Iterator[bytes]: ...

    def close(self) -> None: ...


class Files(Protocol):
    """Attachments are named by their ids, in hex."""

    def looks(self, attachments: Collection[str]) -> Mapping[str, Look]: ...

    def picture(self, attachment: str) -> bytes:
        """A WebP."""

    def large_picture(self, attachment: str) -> bytes:
        """A JPEG that fills a screen, of what browsers do not show themselves."""

    def hears(self) -> bool:
        """Whether voice that browsers do not play can be made so that they do."""

    def sound(self, attachment: str) -> bytes:
        """AAC in MP4, of voice that browsers do not play themselves."""

    def opened(self, attachment: str) -> Opened: ...

    def beginning(self, attachment: str, most: int, *, at_once: bool) -> bytes:
        """So many bytes of an original at most; it does not count as looked at. `at_once`: only where that is quick."""

    def fetch(self, attachment: str, *, now: bool) -> None:
        """Begins to bring it from the hub, and comes back after a moment. `now` overrides what is soft."""

    def fetched(self, attachment: str) -> Fetched | None:
        """How far that is; None where nobody asked, and once its end was told."""

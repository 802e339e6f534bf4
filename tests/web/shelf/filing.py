"""The files of messages."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field

from owntexts.errors import NotFound
from owntexts.explain import Finding


@dataclass(frozen=True)
class Picture:
    width: int = 1200
    height: int = 800
    lasts: int | None = None


@dataclass(frozen=True)
class Look:
    picture: Picture | None = None
    is_here: bool = True
    on_hub: bool = True
    trouble: str | None = None
    refused: Finding | None = None


@dataclass(frozen=True)
class Fetched:
    state: str = "going"
    done: int = 0
    total: int = 0
    seconds_left: int | None = None
    held: tuple[str, ...] = ()
    finding: Finding | None = None


@dataclass
class OpenedFile:
    data: bytes
    name: str = "file.jpg"
    mime: str | None = "image/jpeg"
    closed: bool = False

    @property
    def size(self) -> int | None:
        return len(self.data)

    def read(self, start: int = 0, count: int | None = None) -> Iterator[bytes]:
        yield self.data[start : None if count is None else start + count]

    def close(self) -> None:
        self.closed = True


@dataclass
class Files:
    """Every file looks the same; `data` are all their bytes."""

    look: Look = field(default_factory=Look)
    coming: Fetched | None = None
    file: OpenedFile | None = None
    large: bytes | None = None
    voice: bytes | None = None
    is_slow: bool = False
    done: list[tuple[object, ...]] = field(default_factory=list)

    def looks(self, attachments: Collection[str]) -> Mapping[str, Look]:
        return dict.fromkeys(attachments, self.look)

    def picture(self, attachment: str) -> bytes:
        if self.look.picture is None:
            raise NotFound("There is no picture of it")
        return b"RIFF    WEBP"

    def large_picture(self, attachment: str) -> bytes:
        if self.large is None:
            raise NotFound("It cannot be shown")
        return self.large

    def hears(self) -> bool:
        return self.voice is not None

    def sound(self, attachment: str) -> bytes:
        if not self.voice:
            raise NotFound("It cannot be shown")
        return self.voice

    def opened(self, attachment: str) -> OpenedFile:
        if self.file is None:
            raise NotFound("The bytes are not to be had", "It is in iCloud only.")
        return self.file

    def beginning(self, attachment: str, most: int, *, at_once: bool) -> bytes:
        if at_once and self.is_slow:
            raise NotFound("It is not to be had at once")
        return b"".join(self.opened(attachment).read(count=most))

    def fetch(self, attachment: str, *, now: bool) -> None:
        self.done.append(("fetch", attachment, now))

    def fetched(self, attachment: str) -> Fetched | None:
        return self.coming

"""What becomes of a file: a small picture or a large one, a length, a sound, or the reason why there is none."""

from enum import StrEnum
from typing import Annotated, Final

import msgspec
from msgspec import Meta, Struct

from owntexts.previews.limits import HEARD, LARGE_PICTURE
from owntexts.wire.limits import COUNT, PREVIEW

Whole = Annotated[int, Meta(ge=0, le=COUNT)]
Side = Annotated[int, Meta(ge=1, le=(1 << 31) - 1)]
WEBP: Final = b"RIFF", b"WEBP"
JPEG: Final = b"\xff\xd8\xff"
MP4: Final = b"ftyp"


class Why(StrEnum):
    """Why a file has no preview. The values may be kept; `words` are for people."""

    EMPTY = "empty"
    KIND = "kind"
    DAMAGED = "damaged"
    PIXELS = "pixels"
    SIZE = "size"
    MEMORY = "memory"
    TIME = "time"
    CRASHED = "crashed"
    FORM = "form"
    UNREADABLE = "unreadable"
    EXTRA = "extra"
    ENDED = "ended"
    NOT_STARTED = "not_started"

    @property
    def words(self) -> str:
        """The reason in one phrase."""
        return _WORDS[self]

    @property
    def lasting(self) -> bool:
        """Whether the same bytes will meet it again on this version; what is not lasting is worth another try."""
        return self not in _PASSING


_WORDS: Final = {
    Why.EMPTY: "it has no bytes",
    Why.KIND: "files of its kind have no preview",
    Why.DAMAGED: "its bytes are damaged or cut off",
    Why.PIXELS: "it claims more pixels than are decoded",
    Why.SIZE: "it is larger than pictures are",
    Why.MEMORY: "it takes more memory than a preview may",
    Why.TIME: "it takes more time than a preview may",
    Why.CRASHED: "its decoder broke down over it",
    Why.FORM: "its video is in a form that is not decoded",
    Why.UNREADABLE: "it cannot be opened here",
    Why.EXTRA: "videos and sounds need the extra owntexts[av]",
    Why.ENDED: "decoding it was stopped from outside",
    Why.NOT_STARTED: "the process that decodes did not start",
}
_PASSING: Final = frozenset({Why.UNREADABLE, Why.EXTRA, Why.ENDED, Why.NOT_STARTED})


class Picture(Struct, frozen=True, tag="picture"):
    """A small picture as WebP, of at most 32 KiB and without metadata.

    Width and height are those of what it shows, in pixels and as it is shown; `lasts` is a video's length in
    milliseconds, where it says one.
    """

    data: Annotated[bytes, Meta(min_length=1, max_length=PREVIEW)]
    width: Side
    height: Side
    lasts: Whole | None = None


class Large(Struct, frozen=True, tag="large"):
    """A picture that fills a screen, as JPEG of at most 8 MiB and without metadata."""

    data: Annotated[bytes, Meta(min_length=1, max_length=LARGE_PICTURE)]


class Heard(Struct, frozen=True, tag="heard"):
    """A sound that browsers play, as AAC in MP4 of at most 8 MiB and without metadata."""

    data: Annotated[bytes, Meta(min_length=1, max_length=HEARD)]


class Sound(Struct, frozen=True, tag="sound"):
    """Nothing to see; it lasts so many milliseconds."""

    lasts: Whole


class NotPreviewed(Struct, frozen=True, tag="not_previewed"):
    """Neither picture nor length, and why."""

    why: Why


Answer = Picture | Large | Heard | Sound | NotPreviewed

_encoder: Final = msgspec.msgpack.Encoder()
_decoder: Final[msgspec.msgpack.Decoder[Answer]] = msgspec.msgpack.Decoder(Answer)


def encode(answer: Answer) -> bytes:
    return _encoder.encode(answer)


def decode(data: bytes) -> Answer:
    """The answer; what decoded a stranger's file is itself not to be trusted. Raises msgspec.MsgspecError."""
    answer = _decoder.decode(data)
    if isinstance(answer, Picture) and (answer.data[:4], answer.data[8:12]) != WEBP:
        raise msgspec.ValidationError("no WebP picture")
    if isinstance(answer, Large) and not answer.data.startswith(JPEG):
        raise msgspec.ValidationError("no JPEG picture")
    if isinstance(answer, Heard) and answer.data[4:8] != MP4:
        raise msgspec.ValidationError("no MP4 sound")
    return answer

"""Videos and sounds, where the extra `av` is installed: how long they last, and the first good picture of a video.

Neither the container nor the codec is left to the file to choose, and it cannot name another file or an address.
"""

from contextlib import suppress
from importlib.util import find_spec
from itertools import islice
from typing import TYPE_CHECKING, Any, BinaryIO, Final, NoReturn

from owntexts.previews import kinds
from owntexts.previews.answers import Answer, NotPreviewed, Picture, Sound, Why
from owntexts.previews.colours import is_dull
from owntexts.previews.fitting import fitted
from owntexts.previews.kinds import Kind
from owntexts.previews.limits import LONG_SIDE, PIXELS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from av import VideoFrame, VideoStream
    from av.container import InputContainer
    from PIL.Image import Image

MOV: Final = "mov"
CONTAINERS: Final[dict[Kind, str]] = {
    kinds.MP4: MOV,
    kinds.QUICKTIME: MOV,
    kinds.THREE_GP: MOV,
    kinds.THREE_G2: MOV,
    kinds.M4A: MOV,
    kinds.AMR: "amr",
    kinds.AMR_WB: "amr",
    kinds.CAF: "caf",
    kinds.MP3: "mp3",
    kinds.OGG: "ogg",
    kinds.WAV: "wav",
}
CODECS: Final = frozenset({"h264", "hevc", "h263", "mpeg4", "mjpeg", "av1", "libdav1d"})
OPTIONS: Final = {"codec_whitelist": ",".join(sorted(CODECS)), "max_pixels": str(PIXELS)}
KEY_FRAMES: Final = 5
PACKETS: Final = 1_000
A_QUARTER: Final = 90
A_MILLISECOND: Final = 1_000
"""In the microseconds in which a container counts."""


def played(file: BinaryIO, kind: Kind) -> Answer:
    """A picture of a video, the length of a sound. Raises what decoders raise."""
    if find_spec("av") is None:
        return NotPreviewed(Why.EXTRA)
    import av  # noqa: PLC0415 - an extra

    with av.open(file, "r", format=CONTAINERS[kind], options=OPTIONS, io_open=no_other) as container:
        lasts = max(container.duration, 0) // A_MILLISECOND if container.duration is not None else None
        video = _video(container) if kind.family == "video" else None
        if video is not None:
            return _pictured(container, video, lasts)
        return NotPreviewed(Why.DAMAGED) if lasts is None else Sound(lasts)


def no_other(*_: Any) -> NoReturn:
    raise PermissionError("a file that names another")


def _video(container: "InputContainer") -> "VideoStream | None":
    """The first video that is none of the pictures that are attached to sounds."""
    from av.stream import Disposition  # noqa: PLC0415 - an extra

    return next((each for each in container.streams.video if Disposition.attached_pic not in each.disposition), None)


def _pictured(container: "InputContainer", video: "VideoStream", lasts: int | None) -> Answer:
    if video.codec_context.name not in CODECS:
        return NotPreviewed(Why.FORM)
    if video.width * video.height > PIXELS:
        return NotPreviewed(Why.PIXELS)
    frame = _first_good(islice(_key_frames(container, video), KEY_FRAMES))
    if frame is None:
        return NotPreviewed(Why.DAMAGED)
    turns = round(frame.rotation / A_QUARTER)
    width, height = (frame.height, frame.width) if turns % 2 else (frame.width, frame.height)
    return Picture(fitted(_small(frame).rotate(turns * A_QUARTER, expand=True)), width, height, lasts)


def _key_frames(container: "InputContainer", video: "VideoStream") -> "Iterator[VideoFrame]":
    """Frames that need no others, of the first packets; what cannot be decoded is passed over."""
    from av.error import FFmpegError  # noqa: PLC0415 - an extra

    video.codec_context.skip_frame = "NONKEY"
    video.codec_context.thread_count = 1
    video.codec_context.options = OPTIONS
    for packet in islice(container.demux(video), PACKETS):
        with suppress(FFmpegError):
            yield from packet.decode()


def _first_good(frames: "Iterable[VideoFrame]") -> "VideoFrame | None":
    """The first on which there is something to see, else the first; films begin in the dark."""
    first = None
    for frame in frames:
        first = first or frame
        if not is_dull(_small(frame)):
            return frame
    return first


def _small(frame: "VideoFrame") -> "Image":
    scale = min(1, LONG_SIDE / max(frame.width, frame.height))
    width, height = (max(1, round(side * scale)) for side in (frame.width, frame.height))
    picture: Image = frame.to_image(width=width, height=height)  # type: ignore[no-untyped-call]
    return picture

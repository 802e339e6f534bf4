"""Voice that browsers do not play, as they all do: AAC in MP4, made where the extra `av` is installed."""

from contextlib import suppress
from importlib.util import find_spec
from io import BytesIO
from itertools import chain
from typing import TYPE_CHECKING, BinaryIO, Final

from owntexts.previews.answers import Answer, Heard, NotPreviewed, Why
from owntexts.previews.kinds import Kind
from owntexts.previews.limits import HEARD
from owntexts.previews.playing import CONTAINERS, no_other

if TYPE_CHECKING:
    from collections.abc import Iterator

    from av import AudioFrame, AudioStream
    from av.container import InputContainer

VOICES: Final = frozenset({"opus", "libopus", "aac", "alac", "amrnb", "amr_nb", "amrwb", "amr_wb", "libopencore_amrnb"})
"""What telephones record voice with; nothing else is let at a stranger's bytes."""
OPTIONS: Final = {"codec_whitelist": ",".join(sorted(VOICES))}
RATE: Final = 24_000
BITS_A_SECOND: Final = 32_000


def heard(file: BinaryIO, kind: Kind) -> Answer:
    """A sound as AAC in MP4, of one channel. Raises what decoders raise."""
    if find_spec("av") is None:
        return NotPreviewed(Why.EXTRA)
    import av  # noqa: PLC0415 - an extra

    with av.open(file, "r", format=CONTAINERS[kind], options=OPTIONS, io_open=no_other) as container:
        voice = next(iter(container.streams.audio), None)
        if voice is None or voice.codec_context.name not in VOICES:
            return NotPreviewed(Why.FORM)
        data = _again(_frames(container, voice))
    return Heard(data) if data else NotPreviewed(Why.DAMAGED if data is None else Why.SIZE)


def _frames(container: "InputContainer", voice: "AudioStream") -> "Iterator[AudioFrame]":
    """All that can be decoded; what cannot is passed over."""
    from av.error import FFmpegError  # noqa: PLC0415 - an extra

    for packet in container.demux(voice):
        with suppress(FFmpegError):
            yield from packet.decode()


def _again(frames: "Iterator[AudioFrame]") -> bytes | None:
    """Encoded anew; None where there is nothing, and nothing at all where it is too much."""
    import av  # noqa: PLC0415 - an extra

    first = next(frames, None)
    if first is None:
        return None
    target = BytesIO()
    with av.open(target, "w", format="mp4") as made:
        stream = made.add_stream("aac", rate=RATE, layout="mono")
        stream.bit_rate = BITS_A_SECOND
        for frame in chain((first,), frames):
            frame.pts = None
            made.mux(stream.encode(frame))
            if target.tell() > HEARD:
                return b""
        made.mux(stream.encode(None))
    return target.getvalue() if target.tell() <= HEARD else b""

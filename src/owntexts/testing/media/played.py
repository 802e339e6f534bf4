"""Videos and sounds, where the extra `av` is installed."""

import math
import os
from array import array
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from io import BytesIO
from typing import TYPE_CHECKING, Any

from PIL import Image

from owntexts.testing.media.scenes import scene

if TYPE_CHECKING:
    from av import AudioFrame

HAS_AV = find_spec("av") is not None
FRAMES_A_SECOND = 10
SIZE_3GP = (176, 144)
UPRIGHT = (0x10000, 0, 0, 0, 0x10000)
A_QUARTER_RIGHT = (0, 0x10000, 0, 0xFFFF0000, 0)
MATRIX_IN_HEADER = 44


def mp4(seed: int = 1, size: tuple[int, int] = (320, 240), **options: Any) -> bytes:
    return video("mp4", "libx264", seed, size, **options)


def mov(seed: int = 1, size: tuple[int, int] = (320, 240), **options: Any) -> bytes:
    return video("mov", "libx264", seed, size, **options)


def three_gp(seed: int = 1, **options: Any) -> bytes:
    return video("3gp", "h263", seed, SIZE_3GP, **options)


def video(container: str, codec: str, seed: int, size: tuple[int, int], *, seconds: int = 2, dark: int = 0) -> bytes:
    """The scene, still; `dark` is how many seconds pass before there is light. A key frame each second."""
    import av  # noqa: PLC0415 - an extra

    target = BytesIO()
    with priority_kept(), av.open(target, "w", format=container) as film:
        stream = film.add_stream(codec, rate=FRAMES_A_SECOND, options={"threads": "1"})
        assert isinstance(stream, av.VideoStream)
        stream.width, stream.height, stream.pix_fmt = *size, "yuv420p"
        stream.codec_context.gop_size = FRAMES_A_SECOND
        night, day = map(av.VideoFrame.from_image, (Image.new("RGB", size), scene(seed, *size)))
        for number in range(seconds * FRAMES_A_SECOND):
            frame = night if number < dark * FRAMES_A_SECOND else day
            frame.pts = None
            film.mux(stream.encode(frame))
        film.mux(stream.encode())
    return target.getvalue()


@contextmanager
def priority_kept() -> Iterator[None]:
    """The calling thread is as urgent afterwards as before.

    SVT-AV1, where root runs it, makes the thread that opens it a real-time one of the highest priority and leaves it
    so (`svt_av1_enc_init_handle`); whatever that thread starts then inherits it and can starve the machine.
    """
    if not hasattr(os, "sched_getscheduler"):
        yield
        return
    policy, param = os.sched_getscheduler(0), os.sched_getparam(0)
    try:
        yield
    finally:
        os.sched_setscheduler(0, policy, param)


def on_its_side(film: bytes) -> bytes:
    """The same film of a phone that was held upright: to be turned a quarter to the right."""
    at = film.index(b"tkhd") + MATRIX_IN_HEADER
    turned = b"".join(value.to_bytes(4) for value in A_QUARTER_RIGHT)
    return film[:at] + turned + film[at + len(turned) :]


def amr(seed: int = 1, seconds: int = 2) -> bytes:
    return sound("amr", "libopencore_amrnb", seed, seconds)


def caf(seed: int = 1, seconds: int = 2) -> bytes:
    return sound("caf", "libopencore_amrnb", seed, seconds)


def m4a(seed: int = 1, seconds: int = 2) -> bytes:
    return sound("ipod", "aac", seed, seconds)


def sound(container: str, codec: str, seed: int, seconds: int, rate: int = 8000) -> bytes:
    """A tone; which one, the seed says."""
    import av  # noqa: PLC0415 - an extra

    target = BytesIO()
    with av.open(target, "w", format=container) as recording:
        stream = recording.add_stream(codec, rate=rate, layout="mono")
        assert isinstance(stream, av.AudioStream)
        pieces = av.AudioResampler(stream.format, "mono", rate, stream.codec_context.frame_size)
        for piece in (*pieces.resample(_tone(seed, seconds, rate)), *pieces.resample(None)):
            recording.mux(stream.encode(piece))
        recording.mux(stream.encode(None))
    return target.getvalue()


def _tone(seed: int, seconds: int, rate: int) -> "AudioFrame":
    import av  # noqa: PLC0415 - an extra

    tone = 200 + seed % 800
    wave = array("h", (round(8_000 * math.sin(math.tau * tone * at / rate)) for at in range(rate * seconds)))
    frame = av.AudioFrame("s16", "mono", len(wave))
    frame.sample_rate = rate
    frame.planes[0].update(wave.tobytes())
    return frame

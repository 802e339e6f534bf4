"""How much a stranger's file may cost before it is given up."""

from typing import Final

from msgspec import Struct

from owntexts.wire.limits import MIB, PREVIEW

LONG_SIDE: Final = 480
PIXELS: Final = 100_000_000
PIXELS_DECODED_SMALL: Final = 250_000_000
PICTURE_FILE: Final = 128 * MIB
ANSWER: Final = PREVIEW + 1024


class Bounds(Struct, frozen=True, kw_only=True):
    """What the process that decodes may use: seconds and bytes; `files` is how many one process answers for.

    `seconds` on the clock and `cpu_seconds` of the processor are those of one file, `idle_s` those without any.
    """

    seconds: float = 45.0
    cpu_seconds: int = 30
    memory: int = 1024 * MIB
    open_files: int = 32
    files: int = 500
    idle_s: float = 30.0
    starting_s: float = 30.0

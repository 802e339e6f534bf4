"""How much a stranger's file may cost before it is given up."""

from typing import Final

from msgspec import Struct

from owntexts.wire.limits import MIB, PREVIEW

LONG_SIDE: Final = 480
LARGE_SIDE: Final = 2560
"""Of a picture that fills a screen."""
LARGE_PICTURE: Final = 8 * MIB
HEARD: Final = LARGE_PICTURE
"""Of a sound that was made for browsers: more than half an hour of voice."""
PIXELS: Final = 100_000_000
PIXELS_DECODED_SMALL: Final = 250_000_000
PICTURE_FILE: Final = 128 * MIB
ANSWER: Final = PREVIEW + 1024
LARGE_ANSWER: Final = LARGE_PICTURE + 1024


class Bounds(Struct, frozen=True, kw_only=True):
    """What the process that decodes may use: seconds and bytes; `files` is how many one process answers for.

    `seconds` on the clock and `cpu_seconds` of the processor are those of one file, `idle_s` those without any.
    `large` makes pictures that fill a screen, and sounds that browsers play, in place of previews.
    """

    seconds: float = 45.0
    cpu_seconds: int = 30
    memory: int = 1024 * MIB
    open_files: int = 32
    files: int = 500
    idle_s: float = 30.0
    starting_s: float = 30.0
    large: bool = False

"""Builders of pictures, videos and sounds: made-up, by seed, in every format; whole, spoilt, and hostile.

    for sample in samples(seed=1):
        (folder / sample.name).write_bytes(sample.data)
    for name, data in hostile():
        (folder / name).write_bytes(data)
    mutated(jpeg(), seed=7)

A seed gives the same bytes as long as the encoders are of the same version. Videos and sounds are there where the extra
`av` is installed (`HAS_AV`).
"""

from owntexts.testing.media.growing import grow
from owntexts.testing.media.hostility import HOSTILE, hostile
from owntexts.testing.media.pictures import NEEDLE, avif, bmp, gif, heic, jpeg, png, swapped_colours, tiff, webp
from owntexts.testing.media.played import HAS_AV, amr, caf, m4a, mov, mp4, on_its_side, sound, three_gp, video
from owntexts.testing.media.samples import Sample, samples
from owntexts.testing.media.scenes import QUARTERS, corners, scene
from owntexts.testing.media.spoil import cut, mutated

__all__ = [
    "HAS_AV",
    "HOSTILE",
    "NEEDLE",
    "QUARTERS",
    "Sample",
    "amr",
    "avif",
    "bmp",
    "caf",
    "corners",
    "cut",
    "gif",
    "grow",
    "heic",
    "hostile",
    "jpeg",
    "m4a",
    "mov",
    "mp4",
    "mutated",
    "on_its_side",
    "png",
    "samples",
    "scene",
    "sound",
    "swapped_colours",
    "three_gp",
    "tiff",
    "video",
    "webp",
]

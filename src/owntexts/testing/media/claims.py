"""Headers that claim 100,000 pixels on each side, or as many as their format can say, with next to nothing behind."""

import struct
import zlib

from owntexts.testing.media import pictures

SIDE = 100_000
SMALL = (64, 48)
LARGEST_JPEG, LARGEST_GIF = 65_500, 65_535


def png(side: int = SIDE, rows: bytes = bytes(1_000)) -> bytes:
    """Of any side, with those bytes as its rows."""
    header = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    pieces = ((b"IHDR", header), (b"IDAT", zlib.compress(rows, 1)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(png_chunk(kind, data) for kind, data in pieces)


def png_chunk(kind: bytes, data: bytes) -> bytes:
    return len(data).to_bytes(4) + kind + data + zlib.crc32(kind + data).to_bytes(4)


def jpeg(side: int = LARGEST_JPEG) -> bytes:
    whole = pictures.jpeg(size=SMALL)
    at = whole.index(b"\xff\xc0") + 5
    return put(whole, at, struct.pack(">HH", side, side))


def gif() -> bytes:
    """The screen is as large as can be, and so is the frame."""
    whole = pictures.gif(size=SMALL, frames=1)
    sides = struct.pack("<HH", LARGEST_GIF, LARGEST_GIF)
    frame = whole.index(b"," + bytes(4) + struct.pack("<HH", *SMALL))
    return put(put(whole, 6, sides), frame + 5, sides)


def gif_of_a_larger_frame() -> bytes:
    """The screen is small; the frame on it is as large as can be."""
    whole = pictures.gif(size=SMALL, frames=1)
    frame = whole.index(b"," + bytes(4) + struct.pack("<HH", *SMALL))
    return put(whole, frame + 5, struct.pack("<HH", LARGEST_GIF, LARGEST_GIF))


def webp() -> bytes:
    whole = pictures.webp(size=SMALL, orientation=6)
    sides = (65_000 - 1).to_bytes(3, "little") * 2
    return put(whole, whole.index(b"VP8X") + 12, sides)


def bmp() -> bytes:
    return put(pictures.bmp(size=SMALL), 18, struct.pack("<ii", SIDE, SIDE))


def tiff() -> bytes:
    """One strip of a hundred bytes."""
    tags = ((256, SIDE), (257, SIDE), (258, 8), (259, 1), (262, 1), (273, 8), (277, 1), (278, SIDE), (279, 100))
    return tiff_of(tags)


def tiff_of(tags: tuple[tuple[int, int], ...], following: int = 0) -> bytes:
    """A directory of such tags of one number each, and where the next directory is."""
    entries = b"".join(struct.pack("<HHII", tag, 4, 1, value) for tag, value in tags)
    return struct.pack("<2sHIH", b"II", 42, 8, len(tags)) + entries + struct.pack("<I", following) + bytes(100)


def heic() -> bytes:
    return _claiming(pictures.heic(size=SMALL))


def avif() -> bytes:
    return _claiming(pictures.avif(size=SMALL))


def heic_of_many_tiles() -> bytes:
    """A grid of 256 by 256 tiles, of which it has four."""
    whole = pictures.heic(size=(128, 128), tile=64)
    grid = whole.index(struct.pack(">BBBBHH", 0, 0, 1, 1, 128, 128))
    return _claiming(put(whole, grid, struct.pack(">BBBBHH", 0, 0, 255, 255, 65_535, 65_535)), 65_535)


def put(whole: bytes, at: int, what: bytes) -> bytes:
    """The same with other bytes at one place."""
    return whole[:at] + what + whole[at + len(what) :]


def _claiming(whole: bytes, side: int = SIDE) -> bytes:
    """Every property that says how large something is says this."""
    at = whole.find(b"ispe")
    while at >= 0:
        whole, at = put(whole, at + 8, struct.pack(">II", side, side)), whole.find(b"ispe", at + 4)
    return whole

"""Files that are small, and cost whoever opens them without a bound much memory or time."""

import struct
import zlib

from owntexts.testing.media import claims, pictures

WITHIN_THE_LIMIT = 9_000
LARGE = 80 << 20
MARK, START_OF_SCAN, END = 0xFF, b"\xff\xda", b"\xff\xd9"


def png_of_nothing(side: int = WITHIN_THE_LIMIT) -> bytes:
    """A thousandfold: all its rows are there, and black."""
    return claims.png(side, bytes((3 * side + 1) * side))


def png_with_a_profile(length: int = LARGE) -> bytes:
    """A small picture whose colour profile unpacks to that many bytes."""
    return _with_chunk(b"iCCP", b"profile\0\0" + zlib.compress(bytes(length), 1))


def png_with_words(length: int = LARGE) -> bytes:
    """A small picture whose comment unpacks to that many bytes."""
    return _with_chunk(b"zTXt", b"Comment\0\0" + zlib.compress(bytes(length), 1))


def jpeg_of_many_scans(scans: int = 20_000, size: tuple[int, int] = (4_000, 3_000)) -> bytes:
    """Progressive; its last scan comes again and again, and each time the whole picture is gone over."""
    whole = pictures.jpeg(size=(64, 64), progressive=True)
    claimed = claims.put(whole, whole.index(b"\xff\xc2") + 5, struct.pack(">HH", *size))
    last = claimed.rindex(START_OF_SCAN)
    return claimed[:last] + claimed[last : -len(END)] * scans + END


def bmp_of_runs(side: int = WITHIN_THE_LIMIT) -> bytes:
    """Run-length coded, one pixel a run."""
    header = struct.pack("<IiiHHIIiiII", 40, side, side, 1, 8, 1, side * side * 2, 0, 0, 256, 0)
    body = b"\1\7" * (2 << 20)
    start = 14 + len(header) + 1024
    return struct.pack("<2sIHHI", b"BM", start + len(body), 0, 0, start) + header + bytes(1024) + body


def tiff_in_circles() -> bytes:
    """The next directory is the same one."""
    tags = ((256, 64), (257, 64), (258, 8), (259, 1), (262, 1), (273, 8), (277, 1), (278, 64), (279, 4_096))
    return claims.tiff_of(tags, following=8)


def tiff_of_many_values() -> bytes:
    """A tag that claims four thousand million values."""
    entry = struct.pack("<HHII", 273, 4, 0xFFFFFFFF, 8)
    return struct.pack("<2sHIH", b"II", 42, 8, 1) + entry + bytes(104)


def ico_of_many_pictures() -> bytes:
    """Every entry is the same claim."""
    picture, count = claims.png(), 255
    entries = struct.pack("<BBBBHHII", 0, 0, 0, 0, 1, 32, len(picture), 6 + 16 * count) * count
    return struct.pack("<HHH", 0, 1, count) + entries + picture


def nested_boxes(depth: int = 20_000) -> bytes:
    """A film whose boxes lie in each other."""
    film = b"".join(struct.pack(">I4s", 8 * (depth - level), b"moov") for level in range(depth))
    return struct.pack(">I4s4sI", 16, b"ftyp", b"isom", 0) + film


def film_of_many_samples() -> bytes:
    """A film whose tables claim four thousand million samples and that many bytes for each."""
    header = struct.pack(">I4s4sI", 16, b"ftyp", b"isom", 0)
    table = struct.pack(">II4sIII", 0, 20, b"stsz", 0, 0xFFFFFFFF, 0xFFFFFFFF)[4:]
    for box in (b"stbl", b"minf", b"mdia", b"trak", b"moov"):
        table = struct.pack(">I4s", len(table) + 8, box) + table
    return header + table


def _with_chunk(kind: bytes, data: bytes) -> bytes:
    whole = pictures.png(size=claims.SMALL)
    header_ends = 8 + 25
    return whole[:header_ends] + claims.png_chunk(kind, data) + whole[header_ends:]

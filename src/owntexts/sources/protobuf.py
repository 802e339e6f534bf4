"""Just enough of Protocol Buffers to tell what a Digital Touch or handwritten message is."""

from collections.abc import Iterator
from struct import unpack_from
from typing import Final

from owntexts.sources.malformed import Malformed

MOST_FIELDS: Final = 10_000
LONGEST_VARINT: Final = 10
VARINT, EIGHT_BYTES, LENGTH, FOUR_BYTES = 0, 1, 2, 5

Field = tuple[int, int | float | bytes]


def fields(blob: bytes) -> Iterator[Field]:
    """(number, value) of each field in turn: whole numbers, 4-byte floats, 8-byte integers, bytes; raises Malformed."""
    pos = 0
    for _ in range(MOST_FIELDS):
        if pos == len(blob):
            return
        key, pos = _varint(blob, pos)
        value, pos = _value(blob, pos, key & 7)
        yield key >> 3, value
    raise Malformed("protobuf: too many fields")


def first(blob: bytes, number: int) -> int | float | bytes | None:
    """The first value of a field, or None where it is not there; raises Malformed."""
    return next((value for found, value in fields(blob) if found == number), None)


def _value(blob: bytes, pos: int, wire: int) -> tuple[int | float | bytes, int]:
    if wire == VARINT:
        return _varint(blob, pos)
    if wire == LENGTH:
        length, pos = _varint(blob, pos)
        return _taken(blob, pos, length), pos + length
    if wire == FOUR_BYTES:
        return float(unpack_from("<f", _taken(blob, pos, 4))[0]), pos + 4
    if wire == EIGHT_BYTES:
        return int.from_bytes(_taken(blob, pos, 8), "little", signed=True), pos + 8
    raise Malformed(f"protobuf: unknown wire type {wire}")


def _varint(blob: bytes, pos: int) -> tuple[int, int]:
    value = 0
    for place, byte in enumerate(blob[pos : pos + LONGEST_VARINT]):
        value |= (byte & 0x7F) << (7 * place)
        if byte < 0x80:  # noqa: PLR2004 - the bit that says more follows
            return value, pos + place + 1
    raise Malformed("protobuf: a number without an end")


def _taken(blob: bytes, pos: int, length: int) -> bytes:
    if pos + length > len(blob):
        raise Malformed(f"protobuf: {length} bytes wanted at {pos} of {len(blob)}")
    return blob[pos : pos + length]

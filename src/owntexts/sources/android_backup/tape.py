"""A tar as it streams by: the files whose names are wanted, whatever else stands between them and however large."""

from collections.abc import Callable, Iterator
from io import BufferedReader
from typing import Final

from msgspec import Struct

BLOCK: Final = 512
PIECE: Final = 64 << 10
NAME, SIZE, KIND, PREFIX = slice(0, 100), slice(124, 136), slice(156, 157), slice(345, 500)
FILES: Final = (b"0", b"\0")
BINARY_SIZE: Final = 0x80
CUT: Final = "it is cut off"


class Member(Struct, frozen=True):
    """A file of the tar; its pieces are to be used up before the next member is asked for."""

    name: str
    pieces: Iterator[bytes]


def members(tar: BufferedReader, wanted: Callable[[str], bool]) -> Iterator[Member]:
    """The wanted files in their order. Raises ValueError where the tar is cut or malformed."""
    while header := _header(tar):
        name, size = _name(header), _size(header[SIZE])
        pieces = _pieces(tar, size)
        if header[KIND] in FILES and wanted(name):
            yield Member(name, pieces)
        for _ in pieces:
            pass
        for _ in _pieces(tar, -size % BLOCK):
            pass


def _header(tar: BufferedReader) -> bytes:
    """The next header; nothing at the end, which is a block of zeros."""
    header = tar.read(BLOCK)
    if header and len(header) < BLOCK:
        raise ValueError(CUT)
    return header if header.strip(b"\0") else b""


def _name(header: bytes) -> str:
    prefix, name = (header[place].partition(b"\0")[0] for place in (PREFIX, NAME))
    return (prefix + b"/" * bool(prefix) + name).decode("utf-8", "replace")


def _size(field: bytes) -> int:
    if field[0] & BINARY_SIZE:
        return int.from_bytes(field[1:], "big")
    digits = field.strip(b"\0 ")
    if not digits.isdigit():
        raise ValueError("a header of its tar is malformed")
    return int(digits, 8)


def _pieces(tar: BufferedReader, size: int) -> Iterator[bytes]:
    while size:
        piece = tar.read1(min(PIECE, size))
        if not piece:
            raise ValueError(CUT)
        size -= len(piece)
        yield piece

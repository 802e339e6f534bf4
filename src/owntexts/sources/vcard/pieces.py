"""A file of vCards taken apart into cards, one after the other, whatever else stands in it and however large it is."""

from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE, EncodedFile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO, Final, NamedTuple

from owntexts.sources.plain_files import opened

BEGIN: Final = b"BEGIN:VCARD"
END: Final = b"END:VCARD"
LARGEST_CARD: Final = 8 << 20
LONGEST_READ: Final = 1 << 16


class Piece(NamedTuple):
    """One card: its number from 1, its lines without what encloses them, and what is wrong with it if anything is."""

    number: int
    lines: tuple[bytes, ...]
    trouble: str | None = None


def pieces(path: Path) -> Iterator[Piece]:
    """Every card of the file. Raises OSError."""
    with opened(path) as file:
        yield from pieces_in(file)


def pieces_in(file: BinaryIO) -> Iterator[Piece]:
    """Every card of a file that is open at its start."""
    number = 0
    lines = _lines(file)
    for line in lines:
        if _is(line, BEGIN):
            number += 1
            yield _piece(number, lines)


def _piece(number: int, lines: Iterator[bytes]) -> Piece:
    """The card that has begun; a card inside of it (an agent of 2.1) is left out."""
    kept: list[bytes] = []
    size, depth = 0, 1
    for line in lines:
        depth += _is(line, BEGIN) - _is(line, END)
        if depth == 0:
            return Piece(number, tuple(kept)) if size <= LARGEST_CARD else Piece(number, (), "the card is too large")
        size += len(line)
        if depth == 1 and size <= LARGEST_CARD and not _is(line, END):
            kept.append(line)
    return Piece(number, tuple(kept), "the file ends inside the card")


def _is(line: bytes, mark: bytes) -> bool:
    return line.strip().upper() == mark


def _lines(file: BinaryIO) -> Iterator[bytes]:
    """Lines without their ends; one that is endless comes in pieces, each as if it were folded."""
    stream = _as_utf8(file)
    begins = True
    while line := stream.readline(LONGEST_READ):
        yield line.rstrip(b"\r\n") if begins else b" " + line.rstrip(b"\r\n")
        begins = line.endswith(b"\n")


def _as_utf8(file: BinaryIO) -> Any:
    """The stream from behind its mark; one in UTF-16, as old programs of Apple write it, turned into UTF-8."""
    mark = file.read(len(BOM_UTF8))
    if mark.startswith((BOM_UTF16_LE, BOM_UTF16_BE)):
        file.seek(0)
        return EncodedFile(file, "utf-8", "utf-16", "replace")
    file.seek(len(BOM_UTF8) if mark == BOM_UTF8 else 0)
    return file

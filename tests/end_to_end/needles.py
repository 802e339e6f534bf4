"""Looks for words in files, in each of the ways in which plaintext hides in binary data."""

import base64
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

SHORTEST = 10


@dataclass(frozen=True)
class Found:
    """A word, in which dress, and in which file (relative to the folder that was searched)."""

    needle: str
    dress: str
    file: str


def search(folder: Path, needles: Iterable[str]) -> list[Found]:
    """Every needle of at least 10 bytes that some file of the folder holds, or that names one."""
    dressed = [each for needle in needles if len(needle.encode()) >= SHORTEST for each in dresses(needle)]
    return [found for file in sorted(folder.rglob("*")) for found in _in_file(folder, file, dressed)]


def dresses(needle: str) -> list[tuple[str, str, bytes]]:
    """(needle, name of the dress, bytes): as it stands, in UTF-16, as hex, in base64 at all three alignments."""
    raw = needle.encode()
    hexed = raw.hex()
    plain = [
        ("raw", raw),
        ("utf-16le", needle.encode("utf-16le")),
        ("utf-16be", needle.encode("utf-16be")),
        ("hex", hexed.encode()),
        ("HEX", hexed.upper().encode()),
        *(("base64", text) for text in _in_base64(raw)),
        *(("base64url", text.translate(bytes.maketrans(b"+/", b"-_"))) for text in _in_base64(raw)),
    ]
    return [(needle, dress, data) for dress, data in plain]


def _in_base64(raw: bytes) -> Iterator[bytes]:
    """What is certain to stand in base64 of anything that holds `raw`, whatever stands around it."""
    for shift in range(3):
        whole = base64.b64encode(bytes(shift) + raw)
        first = -(-shift * 8 // 6)
        yield whole[first : (shift + len(raw)) * 8 // 6]


def _in_file(folder: Path, file: Path, dressed: list[tuple[str, str, bytes]]) -> Iterator[Found]:
    name = str(file.relative_to(folder))
    content = name.encode() + b"\0" + (file.read_bytes() if file.is_file() else b"")
    for needle, dress, data in dressed:
        if data in content:
            yield Found(needle, dress, name)

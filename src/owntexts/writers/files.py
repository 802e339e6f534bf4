"""The bytes of attachments, as a writer asks for them; whoever calls it knows where they lie."""

from collections.abc import Callable
from typing import BinaryIO

from msgspec import Struct

Fetch = Callable[[str, BinaryIO], str | None]
"""Writes the bytes of an attachment (its id in hex) into an empty file; gives None, or why they cannot be had."""


def nowhere(_attachment: str, _out: BinaryIO) -> str:
    """A Fetch for whoever has no bytes."""
    return "its bytes are not on this device"


class Files(Struct):
    """How many attachments were written, their bytes, and how many there were whose bytes cannot be had."""

    files: int = 0
    bytes: int = 0
    missing: int = 0

    def count(self, size: int | None) -> None:
        """One more, of so many bytes; None where they cannot be had."""
        self.files += size is not None
        self.bytes += size or 0
        self.missing += size is None

"""Base64 as it stands in exports, in pieces of any size: how long it is decoded, whether it decodes, and its bytes."""

import re
from binascii import Error, a2b_base64
from collections.abc import Iterable, Iterator
from hashlib import blake2b
from typing import Final

from msgspec import Struct

NO_BASE64: Final = "its data is no base64"
ABSENT: Final = b"null"
DIGEST_BYTES: Final = 8

_ALPHABET: Final = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
_BREAKS: Final = b" \t\r\n"
_ESCAPED_BREAK: Final = re.compile(rb"&#(?:10|13|[xX][aAdD]|9|32);")
_OPEN_ESCAPE: Final = re.compile(rb"&[^;&]{0,5}\Z")


class Summary(Struct, frozen=True, gc=False):
    """A value that streamed by: `size` of the bytes it stands for, None where it is no base64, and a digest of it.

    It is absent where it is empty, or the word that stands for nothing.
    """

    size: int | None
    digest: bytes
    is_absent: bool

    @property
    def mark(self) -> str:
        """By what a later walk knows the same value again."""
        return f"{self.size}.{self.digest.hex()}"


class Payload:
    """Takes a value's pieces, with the line breaks and escapes that it was written with, and keeps none of them."""

    def __init__(self) -> None:
        self._hash = blake2b(digest_size=DIGEST_BYTES)
        self._length = 0
        self._padding = 0
        self._sound = True
        self._start = b""

    def feed(self, piece: bytes) -> None:
        self._hash.update(piece)
        self._length += len(piece)
        self._start += piece[: 5 - len(self._start)]
        other = piece.translate(None, _ALPHABET)
        continues = self._padding and len(other) < len(piece)
        self._sound = self._sound and not continues and piece.endswith(other) and not other.strip(b"=")
        self._padding += len(other)

    def hearing(self, pieces: Iterable[bytes]) -> Iterator[bytes]:
        """The same pieces, each taken on its way."""
        for piece in pieces:
            self.feed(piece)
            yield piece

    def summary(self) -> Summary:
        """What came by."""
        whole = self._sound and self._length % 4 == 0 and self._padding <= 2  # noqa: PLR2004 - of base64
        size = self._length // 4 * 3 - self._padding if whole else None
        return Summary(size, self._hash.digest(), self._length == 0 or self._start == ABSENT)


def without_breaks(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """The pieces without white space, escaped or not."""
    held = b""
    for piece in pieces:
        held += piece
        if b"&" in held:
            held = _ESCAPED_BREAK.sub(b"", held)
        end = found.start() if (found := _OPEN_ESCAPE.search(held)) else len(held)
        yield held[:end].translate(None, _BREAKS)
        held = held[end:]
    yield held.translate(None, _BREAKS)


def decoded(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """The bytes that these pieces without breaks stand for; raises ValueError where they are no base64."""
    held = b""
    for piece in pieces:
        held += piece
        whole = len(held) // 4 * 4
        yield _bytes(held[:whole])
        held = held[whole:]
    if held:
        raise ValueError(NO_BASE64)


def _bytes(quads: bytes) -> bytes:
    try:
        return a2b_base64(quads, strict_mode=True)
    except Error as error:
        raise ValueError(NO_BASE64) from error

"""Base64 as it stands in exports, in pieces of any size: how long it is decoded, whether it decodes, and its bytes."""

from binascii import Error, a2b_base64
from collections import OrderedDict, deque
from collections.abc import Callable, Iterable, Iterator
from hashlib import blake2b
from typing import Final

from msgspec import Struct

NO_BASE64: Final = "its data is no base64"
ABSENT: Final = b"null"
DIGEST_BYTES: Final = 8
MOST_VALUES: Final = 50_000

_ALPHABET: Final = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
_BREAKS: Final = b" \t\r\n"


class Summary(Struct, frozen=True, gc=False):
    """A value that went by: `size` of the bytes it stands for, None where it is no base64, and a digest of it.

    `length` counts it as it stands there; it is absent where it is empty, or the word that stands for nothing.
    """

    size: int | None
    length: int
    digest: bytes
    is_absent: bool

    @property
    def mark(self) -> str:
        """By what a later walk knows the same value again."""
        return f"{self.length}.{self.digest.hex()}"


class Payload:
    """Takes a value's pieces, with the line breaks it was written with, and keeps none of them."""

    def __init__(self) -> None:
        self._hash = blake2b(digest_size=DIGEST_BYTES)
        self._length = self._characters = self._padding = 0
        self._sound = True
        self._start = b""

    def feed(self, piece: bytes) -> None:
        self._hash.update(piece)
        self._length += len(piece)
        self._start += piece[: len(ABSENT) + 1 - len(self._start)]
        base64 = piece.translate(None, _BREAKS)
        other = base64.translate(None, _ALPHABET)
        continues = self._padding and len(other) < len(base64)
        self._sound = self._sound and not continues and base64.endswith(other) and not other.strip(b"=")
        self._characters += len(base64)
        self._padding += len(other)

    def hearing(self, pieces: Iterable[bytes]) -> Iterator[bytes]:
        """The same pieces, each taken on its way."""
        for piece in pieces:
            self.feed(piece)
            yield piece

    def summary(self) -> Summary:
        """What came by."""
        whole = self._sound and self._characters % 4 == 0 and self._padding <= 2  # noqa: PLR2004 - of base64
        size = self._characters // 4 * 3 - self._padding if whole else None
        return Summary(size, self._length, self._hash.digest(), self._length == 0 or self._start == ABSENT)


class Values(OrderedDict[int, Summary]):
    """What was cut out of a file lately, by number; the record that it belongs to is never far behind.

    `unescape` gives the pieces of a value as they would stand in a file of their own.
    """

    def __init__(self, unescape: Callable[[Iterable[bytes]], Iterator[bytes]]) -> None:
        super().__init__()
        self._unescape = unescape

    def take(self, number: int, pieces: Iterator[bytes]) -> None:
        """The `number`th value goes by."""
        payload = Payload()
        deque(payload.hearing(self._unescape(pieces)), maxlen=0)
        self[number] = payload.summary()
        if len(self) > MOST_VALUES:
            self.popitem(last=False)


def summary_of(value: bytes) -> Summary:
    """That of a value which is at hand."""
    payload = Payload()
    payload.feed(value)
    return payload.summary()


def decoded(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """The bytes that these pieces stand for; raises ValueError where they are no base64."""
    held = b""
    for piece in pieces:
        held += piece.translate(None, _BREAKS)
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

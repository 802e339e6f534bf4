"""Arrays of JSON that stream by: the bytes of one object after another, in bounded memory whatever they hold.

A library that parses as it streams gives up at the first bad byte, so that all that follows is lost, and follows any
depth of nesting. So objects are only told apart here, by their brackets and strings; `decoded` then parses each alone.
A very long string is not held: a number stands in its place, and `taken` is told of it piece by piece.
"""

import json
import re
from collections.abc import Iterable, Iterator
from itertools import chain
from typing import Any, Final, Protocol

import msgspec
from msgspec import Struct

from owntexts.sources.malformed import Malformed
from owntexts.sources.telephony.fields import Fields
from owntexts.sources.telephony.window import Window

LONG: Final = 256 << 10
LARGEST: Final = 32 << 20
DEEPEST: Final = 100
USUAL: Final = 64 << 10

CUT: Final = "the file ends in the middle of this record; all whole ones before it were kept"
NO_END: Final = "the end of the file is missing; all records before it were kept"
NO_RECORD: Final = "something stands here that is no record"
TOO_LARGE: Final = f"this record is larger than {LARGEST >> 20} MiB without its attachments"

_STRING: Final = rb'"(?:[^"\\]++|\\.)*+"'
_FLAT: Final = rb'[^"{}\[\]]++|' + _STRING
_ONE: Final = rb"[\[{](?:" + _FLAT + rb")*+[\]}]"
_TWO: Final = rb"[\[{](?:" + _FLAT + rb"|" + _ONE + rb")*+[\]}]"
USUAL_OBJECT: Final = re.compile(rb"[\[{](?:" + _FLAT + rb"|" + _TWO + rb")*+[\]}]", re.DOTALL)
IN_STRING: Final = re.compile(rb'(?:[^"\\]++|\\.)*+', re.DOTALL)
BYTE_ORDER: Final = re.compile(b"(?:\xef\xbb\xbf)?")
BETWEEN: Final = re.compile(rb"[\s,:]*+")
OTHER: Final = re.compile(rb'[^\s,:"{}\[\]]++')
IN_OBJECT: Final = re.compile(rb"(?:" + _FLAT + rb")++", re.DOTALL)
QUOTE: Final = re.compile(b'"')
BEFORE_OBJECT: Final = re.compile(rb"(?:\xef\xbb\xbf)?\s*(?:\[\s*)?\{")
TOKEN: Final = re.compile(rb'"(?:[^"\\]++|\\.)*+"|[{}\[\]:]', re.DOTALL)
BRACKET: Final = re.compile(rb"[{}\[\]]")
OPENING: Final = b"{["
CLOSING: Final = b"}]"


class Taker(Protocol):
    """What becomes of very long strings."""

    def take(self, number: int, pieces: Iterator[bytes]) -> None:
        """One string as it is written, the `number`th long one of the file; its pieces are to be used up."""


class Object(Struct, frozen=True, gc=False):
    """One object as bytes, and the last string that stood before the array that it is in."""

    data: bytes
    within: str


class Broken(Struct, frozen=True, gc=False):
    """What could not be read: a record where `in_record`, else the file's end."""

    reason: str
    in_record: bool


def placeholder(number: int) -> str:
    """What stands in the place of a long string."""
    return f"\0{number}"


def objects(blocks: Iterable[bytes], depth: int, taker: Taker) -> Iterator[Object | Broken]:
    """The objects that stand inside of so many brackets. Raises Malformed for a depth that no export has."""
    return _Walk(Window(blocks), depth, taker).objects()


def first_keys(start: bytes) -> frozenset[str]:
    """The keys of the first object in the first bytes of a document, as far as they go; none where it is no JSON."""
    opening = BEFORE_OBJECT.match(start)
    keys: list[bytes] = []
    depth, last = 0, b""
    for token in TOKEN.finditer(start, opening.end() - 1 if opening else len(start)):
        depth += (token[0] in OPENING) - (token[0] in CLOSING)
        if depth == 0:
            break
        if token[0] == b":" and depth == 1:
            keys.append(last[1:-1])
        last = token[0]
    return frozenset(key.decode("utf-8", "replace") for key in keys)


def decoded(data: bytes) -> Fields:
    """The fields of an object; raises ValueError for anything else."""
    try:
        found = msgspec.json.decode(data)
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError):
        found = _leniently(data)
    if not isinstance(found, dict):
        raise ValueError("it is no object of JSON")  # noqa: TRY004 - one error for all that is none
    return found


def _leniently(data: bytes) -> Any:
    """What JSON does not allow and apps write all the same: halves of characters, control characters, no UTF-8."""
    try:
        return json.loads(data.decode("utf-8", "replace"), strict=False, parse_constant=lambda _: None)
    except (ValueError, RecursionError) as error:
        raise ValueError(f"it is no JSON: {str(error)[:80]}") from error


class _Walk:
    """A walk from bracket to bracket."""

    def __init__(self, window: Window, depth: int, taker: Taker) -> None:
        self._window = window
        self._depth = depth
        self._taker = taker
        self._long = 0
        self._within = ""
        self._strayed = False

    def objects(self) -> Iterator[Object | Broken]:
        level = 0
        self._window.match(BYTE_ORDER, 3)
        while True:
            self._window.pass_by(BETWEEN)
            if self._window.ended:
                if level:
                    yield Broken(NO_END, False)
                return
            if level == self._depth and self._window.ahead(OPENING):
                yield self._object()
                self._strayed = False
            elif bracket := self._window.match(BRACKET, 1):
                level = max(0, level + (1 if bracket[0] in OPENING else -1))
            elif level in {0, self._depth}:
                yield from self._stray()
            else:
                self._shell()

    def _object(self) -> Object | Broken:
        usual = self._window.match(USUAL_OBJECT, USUAL)
        return Object(usual[0], self._within) if usual else self._unusual()

    def _unusual(self) -> Object | Broken:
        """An object that is large, nested deeply, or not whole: bracket by bracket."""
        held, depth = _Held(), 0
        while not self._window.ended:
            if plain := self._window.match(IN_OBJECT, 1):
                held.add(plain[0])
            elif bracket := self._window.match(BRACKET, 1):
                held.add(bracket[0])
                depth += 1 if bracket[0] in OPENING else -1
                if depth == 0:
                    return Object(bytes(held.data), self._within) if held.fits else Broken(TOO_LARGE, True)
                if depth > DEEPEST:
                    raise Malformed(f"brackets are nested more than {DEEPEST} deep")
            elif self._window.match(QUOTE, 1):
                held.add(self._string())
        return Broken(CUT, True)

    def _string(self) -> bytes:
        """The rest of a string as it is written, or what stands for it."""
        pieces = self._string_pieces()
        start = b""
        for piece in pieces:
            start += piece
            if len(start) > LONG:
                break
        else:
            return b'"%b"' % start
        number, self._long = self._long, self._long + 1
        self._taker.take(number, chain((start,), pieces))
        return json.dumps(placeholder(number)).encode()

    def _string_pieces(self) -> Iterator[bytes]:
        while not self._window.match(QUOTE, 1) and not self._window.ended:
            inside = self._window.match(IN_STRING, 2)
            if inside and inside[0]:
                yield inside[0]
            elif not self._window.more():
                yield self._window.rest()

    def _stray(self) -> Iterator[Broken]:
        """Passes by what is no object; said once for all that stands between two objects."""
        self._shell()
        if not self._strayed:
            yield Broken(NO_RECORD, True)
        self._strayed = True

    def _shell(self) -> None:
        """Passes by a string, which may name the array that follows, or a word."""
        if self._window.match(QUOTE, 1):
            self._within = self._string()[1:-1].decode("utf-8", "replace")
        else:
            self._window.match(OTHER, 1)


class _Held:
    """An object, as long as it is small enough to hold."""

    def __init__(self) -> None:
        self.data = bytearray()
        self.fits = True

    def add(self, piece: bytes) -> None:
        self.fits = self.fits and len(self.data) + len(piece) <= LARGEST
        if self.fits:
            self.data += piece
        else:
            self.data.clear()

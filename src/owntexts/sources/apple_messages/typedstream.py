"""typedstream: the old NSArchiver format in which a message keeps its attributed text.

A stream is groups of typed values. Strings that may repeat (type encodings, class names) and objects (classes and C
strings among them) are numbered in order of first appearance and later referred to by number.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from struct import unpack_from
from typing import Any, Final

from owntexts.sources.malformed import Malformed
from owntexts.sources.utf8 import decode_utf8

Attributes = dict[str, Any]

INT16: Final = 0x81
INT32: Final = 0x82
FLOAT: Final = 0x83
NEW: Final = 0x84
NIL: Final = 0x85
END: Final = 0x86
INT64: Final = 0x87
FIRST_REFERENCE: Final = 0x92
WIDTHS: Final = {INT16: 2, INT32: 4, INT64: 8}
ORDERS: Final = {b"\x04\x0bstreamtyped": "little", b"\x04\x0btypedstream": "big"}
SIGNATURE: Final = 13
DEEPEST: Final = 32
CLASSES_IN_CHAIN: Final = 16
ARRAY: Final = re.compile(rb"\[(\d{1,9})([cC])\]")
STRUCT: Final = re.compile(rb"\{[^=}]*=([a-zA-Z@]*)\}")


@dataclass(frozen=True, slots=True)
class Attributed:
    """A text and its runs: the length of each in UTF-16 units, and what is said of it."""

    text: str
    runs: list[tuple[int, Attributes]]


def decode(blob: bytes) -> Attributed:
    """The attributed text of a stream; raises Malformed."""
    try:
        root = _Stream(blob).root()
    except (IndexError, ValueError, TypeError, AttributeError, LookupError) as error:
        raise Malformed(f"typedstream: {error}") from error
    if isinstance(root, Attributed):
        return root
    if isinstance(root, str):
        return Attributed(root, [])
    raise Malformed("typedstream: its root is no text")


class _Class:
    """A class of the archive, which makes a value of what its objects hold."""

    __slots__ = ("make",)

    def __init__(self, name: bytes | None) -> None:
        self.make = MAKERS.get(name, _nothing)


class _Stream:
    """A cursor over one stream with its two tables."""

    __slots__ = ("blob", "depth", "objects", "order", "pos", "strings")

    def __init__(self, blob: bytes) -> None:
        order = ORDERS.get(blob[:SIGNATURE])
        if order is None:
            raise Malformed("typedstream: no such signature")
        self.blob = blob
        self.order: Any = order
        self.pos = SIGNATURE
        self.depth = 0
        self.strings: list[bytes] = []
        self.objects: list[Any] = []

    def root(self) -> object:
        self.integer()
        values: list[Any] = []
        self.group(values)
        return values[0]

    def integer(self) -> int:
        blob, pos = self.blob, self.pos
        head = blob[pos]
        self.pos = pos + 1
        if head < INT16:
            return head
        if head >= FIRST_REFERENCE:
            return head - 256
        return self._wide(head)

    def _wide(self, head: int) -> int:
        width = WIDTHS.get(head)
        if width is None:
            raise Malformed(f"typedstream: tag {head:#x} where an integer belongs")
        return int.from_bytes(self.take(width), self.order, signed=True)

    def length(self) -> int:
        """A length in bytes; two bytes of it are unsigned."""
        wide = self.blob[self.pos] == INT16
        value = self.integer()
        return value & 0xFFFF if wide else value

    def take(self, count: int) -> bytes:
        start = self.pos
        end = start + count
        if count < 0 or end > len(self.blob):
            raise Malformed(f"typedstream: {count} bytes wanted at {start} of {len(self.blob)}")
        self.pos = end
        return self.blob[start:end]

    def shared_string(self) -> bytes | None:
        head = self.blob[self.pos]
        if head >= FIRST_REFERENCE:
            self.pos += 1
            return self.strings[head - FIRST_REFERENCE]
        if head == NEW:
            self.pos += 1
            string = self.take(self.length())
            self.strings.append(string)
            return string
        if head == NIL:
            self.pos += 1
            return None
        return self.strings[self._reference()]

    def _reference(self) -> int:
        index = self.integer() - (FIRST_REFERENCE - 256)
        if index < 0:
            raise Malformed("typedstream: a reference to nothing")
        return index

    def group(self, values: list[Any]) -> None:
        """One group: an encoding, and a value for each of its types, put behind `values`."""
        head = self.blob[self.pos]
        if head >= FIRST_REFERENCE:
            self.pos += 1
            encoding: bytes | None = self.strings[head - FIRST_REFERENCE]
        else:
            encoding = self.shared_string()
        if encoding == b"@":
            values.append(self.object())
        elif encoding == b"+":
            values.append(self.take(self.length()))
        elif encoding == b"iI":
            values.append(self.integer())
            values.append(self.length())
        elif encoding:
            self._mixed(encoding, values)
        else:
            raise Malformed("typedstream: a group without types")

    def _mixed(self, encoding: bytes, values: list[Any]) -> None:
        array = ARRAY.fullmatch(encoding)
        if array:
            values.append(self.take(int(array[1])))
            return
        struct = STRUCT.fullmatch(encoding)
        for code in struct[1] if struct else encoding:
            reader = READERS.get(code)
            if reader is None:
                raise Malformed(f"typedstream: unknown type {encoding[:20]!r}")
            values.append(reader(self))

    def object(self) -> Any:
        head = self.blob[self.pos]
        if head == NEW:
            self.pos += 1
            return self._new_object()
        if head == NIL:
            self.pos += 1
            return None
        return self.objects[self._reference()]

    def _new_object(self) -> Any:
        blob, objects = self.blob, self.objects
        index = len(objects)
        objects.append(None)
        head = blob[self.pos]
        if head >= FIRST_REFERENCE:
            self.pos += 1
            make = objects[head - FIRST_REFERENCE].make
        else:
            make = self._class_chain().make
        self.depth += 1
        if self.depth > DEEPEST:
            raise Malformed("typedstream: too deep")
        values: list[Any] = []
        while blob[self.pos] != END:
            self.group(values)
        self.pos += 1
        self.depth -= 1
        objects[index] = made = make(values)
        return made

    def _class_chain(self) -> Any:
        """The first class of a chain; the rest of the chain is only numbered."""
        first = len(self.objects)
        for place in range(CLASSES_IN_CHAIN):
            if self.blob[self.pos] != NEW:
                last = self.object()
                return self.objects[first] if place else last
            self.pos += 1
            name = self.shared_string()
            self.integer()
            self.objects.append(_Class(name))
        raise Malformed("typedstream: a class with too many parents")

    def c_string(self) -> Any:
        head = self.blob[self.pos]
        if head == NEW:
            self.pos += 1
            index = len(self.objects)
            self.objects.append(None)
            self.objects[index] = string = self.shared_string()
            return string
        return self.object()

    def single_byte(self) -> int:
        return self.take(1)[0]

    def unshared_string(self) -> bytes:
        return self.take(self.length())

    def floating(self, code: str, width: int) -> float:
        if self.blob[self.pos] != FLOAT:
            return float(self.integer())
        self.pos += 1
        sign = "<" if self.order == "little" else ">"
        return float(unpack_from(sign + code, self.take(width))[0])


def _attributed(values: list[Any]) -> Attributed:
    """The string, then for each run its number and length; a number met first is followed by its attributes."""
    known: dict[int, Attributes] = {}
    runs: list[tuple[int, Attributes]] = []
    place, end = 1, len(values)
    while place + 1 < end:
        number, length = values[place], values[place + 1]
        place += 2
        if number not in known:
            known[number] = values[place]
            place += 1
        runs.append((length, known[number]))
    text = values[0]
    if not isinstance(text, str) or not all(isinstance(attributes, dict) for attributes in known.values()):
        raise Malformed("typedstream: a text that is no text")
    return Attributed(text, runs)


def _dictionary(values: list[Any]) -> Attributes:
    return {key: value for key, value in zip(values[1::2], values[2::2], strict=True) if isinstance(key, str)}


def _nothing(_values: list[Any]) -> None:
    """Objects of other classes are stepped over."""


def _string(values: list[Any]) -> str:
    return decode_utf8(values[0])


def _last(values: list[Any]) -> Any:
    return values[-1]


def _rest(values: list[Any]) -> list[Any]:
    return values[1:]


MAKERS: Final[dict[bytes | None, Callable[[list[Any]], Any]]] = {
    b"NSString": _string,
    b"NSMutableString": _string,
    b"NSAttributedString": _attributed,
    b"NSMutableAttributedString": _attributed,
    b"NSDictionary": _dictionary,
    b"NSMutableDictionary": _dictionary,
    b"NSNumber": _last,
    b"NSData": _last,
    b"NSMutableData": _last,
    b"NSURL": _last,
    b"NSArray": _rest,
    b"NSMutableArray": _rest,
}

READERS: Final[dict[int, Callable[[_Stream], Any]]] = {
    **dict.fromkeys(b"iIsSlLqQ", _Stream.integer),
    **dict.fromkeys(b"cCB", _Stream.single_byte),
    **dict.fromkeys(b"%:", _Stream.shared_string),
    ord("@"): _Stream.object,
    ord("#"): _Stream.object,
    ord("*"): _Stream.c_string,
    ord("+"): _Stream.unshared_string,
    ord("f"): lambda stream: stream.floating("f", 4),
    ord("d"): lambda stream: stream.floating("d", 8),
}

"""Writes `attributedBody`: an attributed string in NeXT's typedstream format, as shared/formats describes it.

Lengths of strings are in UTF-8 bytes, lengths of runs in UTF-16 units.
"""

import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

PART: Final = "__kIMMessagePartAttributeName"
FILE: Final = "__kIMFileTransferGUIDAttributeName"
FILE_NAME: Final = "__kIMFilenameAttributeName"
WIDTH: Final = "__kIMInlineMediaWidthAttributeName"
HEIGHT: Final = "__kIMInlineMediaHeightAttributeName"
TRANSCRIPT: Final = "IMAudioTranscription"
BOLD: Final = "__kIMTextBoldAttributeName"
ITALIC: Final = "__kIMTextItalicAttributeName"
UNDERLINE: Final = "__kIMTextUnderlineAttributeName"
STRIKETHROUGH: Final = "__kIMTextStrikethroughAttributeName"
EFFECT: Final = "__kIMTextEffectAttributeName"
MENTION: Final = "__kIMMentionConfirmedMention"
LINK: Final = "__kIMLinkAttributeName"
RICH_LINK: Final = "__kIMLinkIsRichLinkAttributeName"
CODE: Final = "__kIMOneTimeCodeAttributeName"
DETECTED: Final = "__kIMDataDetectedAttributeName"
EMOJI_IMAGE: Final = "__kIMEmojiImageAttributeName"
DIRECTION: Final = "__kIMBaseWritingDirectionAttributeName"

OBJECT: Final = "\ufffc"

_NEW, _NIL, _END = b"\x84", b"\x85", b"\x86"
_HEADER = b"\x04\x0bstreamtyped\x81\xe8\x03"
_FIRST_REFERENCE = 0x92

_OBJECT_CLASS = (("NSObject", 0),)
_STRING = (("NSString", 1), *_OBJECT_CLASS)
_TEXTS = {
    False: ((("NSAttributedString", 0), *_OBJECT_CLASS), _STRING),
    True: (
        (("NSMutableAttributedString", 0), ("NSAttributedString", 0), *_OBJECT_CLASS),
        (("NSMutableString", 1), *_STRING),
    ),
}
_DICTIONARY = (("NSDictionary", 0), *_OBJECT_CLASS)
_NUMBER = (("NSNumber", 0), ("NSValue", 0), *_OBJECT_CLASS)
_DATA = (("NSMutableData", 0), ("NSData", 0), *_OBJECT_CLASS)
_URL = (("NSURL", 0), *_OBJECT_CLASS)

ClassChain = tuple[tuple[str, int], ...]


@dataclass(frozen=True)
class Url:
    """A value that is a link, not a text."""

    address: str


Attribute = str | int | float | bytes | Url


class Run(NamedTuple):
    """A stretch of text with the same attributes."""

    text: str
    attributes: Mapping[str, Attribute]


def units(text: str) -> int:
    """How long a text is in UTF-16 units."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


_ONE_BYTE = {value: struct.pack("b", value) for value in range(-110, 128)}


def integer(value: int) -> bytes:
    """A whole number: one byte where it fits, else tagged with its width."""
    if value in _ONE_BYTE:
        return _ONE_BYTE[value]
    if -0x8000 <= value <= 0x7FFF:
        return b"\x81" + struct.pack("<h", value)
    if -0x8000_0000 <= value <= 0x7FFF_FFFF:
        return b"\x82" + struct.pack("<i", value)
    return b"\x87" + struct.pack("<q", value)


def attributed(runs: Sequence[Run], *, mutable: bool = True) -> bytes:
    """The typedstream of an attributed string made of these runs."""
    return _Writer().attributed(runs, mutable)


def plain(text: str) -> bytes:
    """The typedstream of a text that is one part without further attributes: most bodies by far."""
    raw = text.encode("utf-8", "surrogatepass")
    return b"".join((_PLAIN_START, integer(len(raw)), raw, _PLAIN_MIDDLE, integer(units(text)), _PLAIN_END))


class _Writer:
    """One stream being written, with its tables of shared strings and of objects met so far."""

    def __init__(self) -> None:
        self._strings: dict[str, int] = {}
        self._objects: dict[object, int] = {}
        self._count = 0

    def attributed(self, runs: Sequence[Run], mutable: bool) -> bytes:
        attributed_class, string_class = _TEXTS[mutable]
        text = "".join(run.text for run in runs)
        return b"".join(
            (
                _HEADER,
                self._shared("@"),
                self._new(),
                self._class(attributed_class),
                self._shared("@"),
                self._string(text, string_class),
                *self._runs(runs),
                _END,
            )
        )

    def _runs(self, runs: Sequence[Run]) -> list[bytes]:
        seen: list[Mapping[str, Attribute]] = []
        pieces: list[bytes] = []
        for run in runs:
            if not run.text:
                continue
            known = run.attributes in seen
            if not known:
                seen.append(run.attributes)
            number = seen.index(run.attributes) + 1
            pieces += (self._shared("iI"), integer(number), integer(units(run.text)))
            if not known:
                pieces += (self._shared("@"), self._dictionary(run.attributes))
        return pieces

    def _dictionary(self, attributes: Mapping[str, Attribute]) -> bytes:
        pieces = [self._new(), self._class(_DICTIONARY), self._shared("i"), integer(len(attributes))]
        for key, value in attributes.items():
            pieces += (self._shared("@"), self._once(key), self._shared("@"), self._once(value))
        return b"".join((*pieces, _END))

    def _once(self, value: Attribute) -> bytes:
        """The object, or a reference to it where an equal one was written before."""
        identity = (type(value), value)
        if identity in self._objects:
            return integer(self._objects[identity] - 110)
        self._objects[identity] = self._count
        return self._object(value)

    def _object(self, value: Attribute) -> bytes:
        match value:
            case str():
                return self._string(value, _STRING)
            case bytes():
                return self._data(value)
            case Url():
                head = (self._new(), self._class(_URL), self._shared("c"), b"\0", self._shared("@"))
                return b"".join((*head, self._string(value.address, _STRING), _END))
            case float():
                return self._number("d", integer(int(value)))
            case _:
                return self._number("i", integer(value))

    def _number(self, kind: str, value: bytes) -> bytes:
        head = (self._new(), self._class(_NUMBER), self._shared("*"), self._c_string(kind), self._shared(kind))
        return b"".join((*head, value, _END))

    def _data(self, value: bytes) -> bytes:
        head = (self._new(), self._class(_DATA), self._shared("i"), integer(len(value)))
        return b"".join((*head, self._shared(f"[{len(value)}c]"), value, _END))

    def _string(self, text: str, chain: ClassChain) -> bytes:
        raw = text.encode("utf-8", "surrogatepass")
        return b"".join((self._new(), self._class(chain), self._shared("+"), integer(len(raw)), raw, _END))

    def _new(self) -> bytes:
        self._count += 1
        return _NEW

    def _class(self, chain: ClassChain) -> bytes:
        if not chain:
            return _NIL
        known = self._objects.get(chain)
        if known is not None:
            return integer(known - 110)
        self._objects[chain] = self._count
        (name, version), *parents = chain
        return self._new() + self._shared(name) + integer(version) + self._class(tuple(parents))

    def _c_string(self, text: str) -> bytes:
        identity = ("c string", text)
        if identity in self._objects:
            return integer(self._objects[identity] - 110)
        self._objects[identity] = self._count
        return self._new() + self._shared(text)

    def _shared(self, text: str) -> bytes:
        known = self._strings.get(text)
        if known is not None:
            return integer(known - 110)
        self._strings[text] = len(self._strings)
        return _NEW + integer(len(text)) + text.encode()


def _plain_frame() -> tuple[bytes, bytes, bytes]:
    """The bytes around the text and the run length of a plain body, cut out of a written one."""
    whole = attributed([Run("\x11" * 17, {PART: 0})])
    start, rest = whole.split(b"\x11" * 18)
    middle, end = rest.split(b"\x11")
    return start, middle, end


_PLAIN_START, _PLAIN_MIDDLE, _PLAIN_END = _plain_frame()

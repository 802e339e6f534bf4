"""The records of a backup, one by one, from XML that streams by: expat, and a fresh start behind what is malformed."""

import re
from collections.abc import Iterable, Iterator
from typing import Final
from xml.parsers import expat

from msgspec import Struct

from owntexts.sources.malformed import Malformed
from owntexts.sources.telephony.columns import Table

ROOT: Final = b"<smses>"
RECORDS: Final[dict[str, Table]] = {"sms": "sms", "mms": "mms", "call": "call"}
NEXT_RECORD: Final = re.compile(rb"<(?:sms|mms|call)[\s/>]")
OF_A_RECORD: Final = re.compile(rb"<(?:sms|mms|call|parts?|addrs?)\b")
LONGEST_OPENING: Final = 6
LONGEST_TAG: Final = 8
DEEPEST: Final = 32
LONGEST: Final = 8 << 20
MOST_CHILDREN: Final = 20_000

CUT: Final = "the file ends in the middle of this record; all whole ones before it were kept"
NO_END: Final = "the end of the file is missing; all records before it were kept"
NO_RECORD: Final = "something stands here that is no record"

Attributes = dict[str, str]


class Record(Struct, gc=False):
    """One element with its attributes, and of an MMS those of its parts and addresses."""

    tag: Table
    attributes: Attributes
    parts: list[Attributes]
    addresses: list[Attributes]


class Broken(Struct, frozen=True, gc=False):
    """What could not be read: a record where `in_record`, else what stands between records, or the file's end."""

    reason: str
    in_record: bool


class Records:
    """Gives what a stream of pieces holds; `root` is what its first element says."""

    def __init__(self) -> None:
        self.root: Attributes = {}
        self._ready: list[Record | Broken] = []
        self._tag = self._last = b""
        self._is_closed = True
        self._lost = False
        self._start(b"")

    def of(self, pieces: Iterable[bytes]) -> Iterator[Record | Broken]:
        """Raises Malformed for what no backup has and no parser should follow."""
        for piece in pieces:
            try:
                self._feed(piece)
            finally:
                yield from self._given()
        self._end()
        yield from self._given()

    def _given(self) -> list[Record | Broken]:
        ready, self._ready = self._ready, []
        return ready

    def _start(self, root: bytes) -> None:
        self._open: Record | None = None
        self._depth = self._silence = 0
        self._between = False
        self._parser = expat.ParserCreate("utf-8")
        self._parser.StartElementHandler = self._opened
        self._parser.EndElementHandler = self._closed
        self._parser.CharacterDataHandler = self._text
        self._parser.StartDoctypeDeclHandler = _refused
        self._parser.Parse(root, False)
        self._fed = len(root)

    def _feed(self, piece: bytes) -> None:
        """Parses a piece; behind an error, what follows from the next record on."""
        while piece:
            if self._lost and not (piece := self._found_again(piece)):
                return
            try:
                self._parser.Parse(piece, False)
            except expat.ExpatError as error:
                piece = self._broken(piece, error)
            else:
                self._went_on(piece)
                return

    def _went_on(self, piece: bytes) -> None:
        self._fed += len(piece)
        self._silence += len(piece)
        self._pass(piece)
        if self._silence > LONGEST:
            self._lose(Broken(f"this record is larger than {LONGEST >> 20} MiB without its attachments", True))

    def _broken(self, piece: bytes, error: expat.ExpatError) -> bytes:
        """What of the piece comes behind the error."""
        behind = max(0, self._parser.ErrorByteIndex - self._fed + 1)
        self._pass(piece[:behind])
        self._lose(Broken(f"the XML is malformed here: {expat.ErrorString(error.code)}", self._is_in_record()))
        return piece[behind:]

    def _pass(self, piece: bytes) -> None:
        """Remembers how the last tag begins, and whether it has ended."""
        at = piece.rfind(b"<")
        self._tag = piece[at : at + LONGEST_TAG] if at >= 0 else (self._tag + piece)[:LONGEST_TAG]
        self._is_closed = b">" in piece[max(0, at) :] or (self._is_closed and at < 0)

    def _is_in_record(self) -> bool:
        return self._open is not None or bool(OF_A_RECORD.match(self._tag) and not self._is_closed)

    def _lose(self, broken: Broken) -> None:
        self._ready.append(broken)
        self._lost, self._last = True, b""

    def _found_again(self, piece: bytes) -> bytes:
        """What of the piece begins with the next record; nothing where none begins in it."""
        piece = self._last + piece
        found = NEXT_RECORD.search(piece)
        if found is None:
            self._last = piece[-LONGEST_OPENING + 1 :]
            return b""
        self._lost, self._last = False, b""
        self._start(ROOT)
        return piece[found.start() :]

    def _end(self) -> None:
        if self._lost:
            return
        try:
            self._parser.Parse(b"", True)
        except expat.ExpatError:
            self._ready.append(Broken(CUT, True) if self._is_in_record() else Broken(NO_END, False))

    def _opened(self, tag: str, attributes: Attributes) -> None:
        self._depth += 1
        self._silence = 0
        if self._depth > DEEPEST:
            raise Malformed(f"elements are nested more than {DEEPEST} deep")
        if self._open is not None:
            self._child(self._open, tag, attributes)
        elif table := RECORDS.get(tag):
            self._open, self._between = Record(table, attributes, [], []), False
        elif self._depth > 1:
            self._stray()
        else:
            self.root = self.root or attributes

    def _child(self, record: Record, tag: str, attributes: Attributes) -> None:
        children = {"part": record.parts, "addr": record.addresses}.get(tag)
        if children is not None and len(children) < MOST_CHILDREN:
            children.append(attributes)

    def _closed(self, tag: str) -> None:
        self._depth -= 1
        if self._open is not None and tag == self._open.tag:
            self._ready.append(self._open)
            self._open = None

    def _text(self, text: str) -> None:
        if self._open is None and not text.isspace():
            self._stray()

    def _stray(self) -> None:
        """Said once for all that stands between two records."""
        if not self._between:
            self._ready.append(Broken(NO_RECORD, True))
        self._between = True


def _refused(*_: object) -> None:
    raise Malformed("it declares a document type, which no backup does")

"""The lines of a vCard: a name, parameters and a value, however they are folded, encoded and escaped."""

import binascii
import quopri
import re
from base64 import b64decode
from collections.abc import Iterable, Iterator, Mapping
from typing import Final, NamedTuple

QUOTED: Final = "QUOTED-PRINTABLE"
BASE64: Final = frozenset({"B", "BASE64"})
WINDOWS: Final = "cp1252"
MOST_PARAMETERS: Final = 100
LONGEST_HEAD: Final = 1 << 12

_BETWEEN = re.compile(rb"(?<!\\);")
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)
_PARAMETER = re.compile(r';(?:([A-Za-z0-9-]+)\s*=\s*)?("[^"]*"|(?:[^";:]|"[^"]*")*)')
_NAME = re.compile(r"(?:[A-Za-z0-9_-]+\.)?([A-Za-z0-9_-]+)")


class Line(NamedTuple):
    """One property: its name in upper case, its parameters in upper case by name, and its raw value."""

    name: str
    parameters: Mapping[str, tuple[str, ...]]
    value: bytes

    @property
    def encoding(self) -> str:
        return next(iter(self.parameters.get("ENCODING", ())), "")

    @property
    def text(self) -> str:
        """The value as text, without escapes."""
        return self._read(self.value)

    @property
    def components(self) -> list[str]:
        """The parts that semicolons divide, each without escapes; what an encoding hides divides nothing."""
        return [self._read(part) for part in _BETWEEN.split(self.value)]

    def _read(self, value: bytes) -> str:
        raw = quopri.decodestring(value) if self.encoding == QUOTED else value
        return _unescaped(_decoded(raw, next(iter(self.parameters.get("CHARSET", ())), "utf-8")))

    @property
    def data(self) -> bytes | None:
        """The bytes of a picture: in base64, or in a data: address; None where there are none here."""
        if self.encoding in BASE64:
            return _base64(self.value)
        head, comma, rest = self.value.partition(b",")
        is_here = comma and head.lower().startswith(b"data:") and head.lower().endswith(b";base64")
        return _base64(rest) if is_here else None


def properties(lines: Iterable[bytes]) -> Iterator[Line]:
    """The properties of a card; a line that is none is passed over."""
    for whole in _unfolded(lines):
        if (found := _property(whole)) is not None:
            yield found


def _unfolded(lines: Iterable[bytes]) -> Iterator[bytes]:
    """Each property in one line: a line that begins with white space goes on, and a soft break of an encoding too."""
    whole: list[bytes] = []
    for line in lines:
        if whole and whole[-1].endswith(b"=") and _is_quoted(whole[0]):
            whole[-1] = whole[-1][:-1]
            whole.append(line)
        elif whole and line[:1] in (b" ", b"\t"):
            whole.append(line[1:])
        else:
            yield b"".join(whole)
            whole = [line]
    yield b"".join(whole)


def _is_quoted(line: bytes) -> bool:
    return QUOTED.encode() in line.partition(b":")[0].upper()


def _property(line: bytes) -> Line | None:
    head = line[:LONGEST_HEAD].decode("latin-1")
    name = _NAME.match(head)
    if name is None:
        return None
    place = name.end()
    parameters: dict[str, tuple[str, ...]] = {}
    for _ in range(MOST_PARAMETERS):
        found = _PARAMETER.match(head, place)
        if found is None:
            break
        place = found.end()
        key, said = _parameter(found[1], found[2])
        parameters[key] = (*parameters.get(key, ()), *said)
    if head[place : place + 1] != ":":
        return None
    return Line(name[1].upper(), parameters, line[place + 1 :])


def _unescaped(text: str) -> str:
    r"""The text with \n as a line break and any other escaped character as itself."""
    return _ESCAPED.sub(lambda found: "\n" if found[1] in "nN" else found[1], text)


def _parameter(name: str | None, said: str) -> tuple[str, tuple[str, ...]]:
    """A parameter of 2.1 may be a value alone: an encoding, or a type."""
    values = tuple(value.strip('" ').upper() for value in said.split(","))
    if name is None:
        return ("ENCODING", values) if values[0] in {QUOTED, "BASE64", "8BIT", "7BIT"} else ("TYPE", values)
    return name.upper(), values


def _decoded(raw: bytes, charset: str) -> str:
    """Text in the character set that is told, else in UTF-8, else as Windows wrote it before."""
    for each in (charset, "utf-8"):
        try:
            return raw.decode(each)
        except (LookupError, UnicodeError, ValueError):
            continue
    return raw.decode(WINDOWS, "replace")


def _base64(raw: bytes) -> bytes | None:
    try:
        return b64decode(b"".join(raw.split()))
    except (binascii.Error, ValueError):
        return None

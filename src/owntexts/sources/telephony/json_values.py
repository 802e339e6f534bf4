"""Files inside of JSON: strings of base64 or of text, at hand or, where they were too long to hold, gone by."""

import json
import re
from collections import deque
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from typing import Any, Final

from msgspec import Struct

from owntexts.sources.base import Content
from owntexts.sources.telephony import fields
from owntexts.sources.telephony.fields import Fields
from owntexts.sources.telephony.json_rows import Broken, Object, Taker, decoded, placeholder
from owntexts.sources.telephony.payload import NO_BASE64, Payload, Summary, summary_of
from owntexts.sources.telephony.payload import decoded as from_base64
from owntexts.sources.telephony.streams import kept

TEXT: Final = "text/"
AS_TEXT, AS_BASE64 = "text", "base64"
PLACE: Final = re.compile(
    r"(?P<record>[0-9]{1,18})/(?P<part>[0-9]{1,6})/(?P<kind>\w+)/(?P<number>[0-9]{0,18})/(?P<mark>.+)"
)
CHANGED: Final = "the export has changed since it was read; import it again"
LONGEST_ESCAPE: Final = 12
_LOW: Final = rb"\\u[dD][c-fC-F][0-9a-fA-F]{2}"
_HIGH: Final = rb"\\u[dD][89abAB][0-9a-fA-F]{2}"
_ALONE: Final = rb"(?=[^\\]|\\[^u]|\\u[^dD]|\\u[dD][^c-fC-F])"
_WHOLE: Final = re.compile(
    rb"(?:[^\\]++|\\[^u]|(?!" + _HIGH + rb")\\u[0-9a-fA-F]{4}|" + _HIGH + rb"(?:" + _LOW + rb"|" + _ALONE + rb"))*+",
    re.DOTALL,
)
"""As far as escapes are whole, and halves of a character together."""

Summaries = Mapping[int, Summary]
Strings = Callable[[Fields], list[Any]]
"""By which a record gives the string of each of its parts."""


class Found(Struct, frozen=True, gc=False):
    """Where the bytes of a part are, as PartRow has it."""

    size: int | None = None
    place: str | None = None
    trouble: str | None = None


def found(place: str, mime: str, value: Any, values: Summaries) -> Found:
    """What a string stands for: text as it is where the part is text, else base64."""
    summary, number = _summary(value, values)
    if summary is None or summary.is_absent:
        return Found()
    size = summary.length if mime.startswith(TEXT) else summary.size
    if size is None:
        return Found(trouble=NO_BASE64)
    kind = AS_TEXT if mime.startswith(TEXT) else AS_BASE64
    return Found(size, f"{place}/{kind}/{'' if number is None else number}/{summary.mark}")


def unescaped(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """The characters that the pieces of a JSON string stand for, in UTF-8; an escape that is none stays as it is."""
    held = b""
    for piece in pieces:
        held += piece
        whole = _WHOLE.match(held)
        end = whole.end() if whole else 0
        if len(held) - end > LONGEST_ESCAPE:
            end = len(held) - LONGEST_ESCAPE
        yield _characters(held[:end])
        held = held[end:]
    yield _characters(held)


def _characters(escaped: bytes) -> bytes:
    if b"\\" not in escaped:
        return escaped
    try:
        text: str = json.loads(b'"%b"' % escaped, strict=False)
    except ValueError:
        return escaped
    return fields.whole_characters(text).encode()


def _summary(value: Any, values: Summaries) -> tuple[Summary | None, int | None]:
    """That of a string, and its number where it was too long to hold and went by."""
    if not isinstance(value, str):
        return None, None
    number = fields.whole(value[1:]) if value.startswith("\0") else None
    if number is not None and number in values and value == placeholder(number):
        return values[number], number
    return summary_of(fields.whole_characters(value).encode()), None


Walk = Callable[[Taker], Iterator[Object | Broken]]
"""Walks the objects of an export."""


def contents(walk: Walk, strings: Strings, places: Collection[str]) -> Iterator[Content]:
    """The files at these places; see OpenFiles. What is not as it was when its message was read is missing."""
    search = _Search(strings, places)
    records = (one for one in walk(search) if isinstance(one, Object) or one.in_record)
    for number, one in enumerate(records, start=1):
        if isinstance(one, Object):
            search.look_into(number, one)
        for content in search.given():
            yield content
            if content.stream:
                content.stream.close()
    yield from (Content(place, None, "missing", CHANGED) for place in search.left)


class _Search:
    """Keeps the strings that are wanted, and lets the others go by."""

    def __init__(self, strings: Strings, places: Collection[str]) -> None:
        self.left = dict.fromkeys(places)
        self._strings = strings
        self._ready: list[Content] = []
        self._long: dict[int, re.Match[str]] = {}
        self._at_hand: dict[int, list[re.Match[str]]] = {}
        for place in filter(None, map(PLACE.fullmatch, places)):
            if place["number"]:
                self._long[int(place["number"])] = place
            else:
                self._at_hand.setdefault(int(place["record"]), []).append(place)

    def take(self, number: int, pieces: Iterator[bytes]) -> None:
        """See json_rows.Taker."""
        place = self._long.get(number)
        if place:
            self._keep(place, unescaped(pieces))
        deque(pieces, maxlen=0)

    def look_into(self, number: int, one: Object) -> None:
        """Takes what is wanted of a record out of it."""
        places = self._at_hand.get(number, ())
        strings = self._strings(decoded(one.data)) if places else []
        for place in places:
            if int(place["part"]) < len(strings) and isinstance(value := strings[int(place["part"])], str):
                self._keep(place, [fields.whole_characters(value).encode()])

    def given(self) -> Iterator[Content]:
        """What was found since this was asked."""
        ready, self._ready = self._ready, []
        for content in ready:
            self.left.pop(content.place, None)
            yield content

    def _keep(self, place: re.Match[str], pieces: Iterable[bytes]) -> None:
        payload = Payload()
        heard = payload.hearing(pieces)
        try:
            file = kept(heard if place["kind"] == AS_TEXT else from_base64(heard))
        except ValueError as error:
            self._ready.append(Content(place[0], None, "unreadable", str(error)))
            return
        if payload.summary().mark == place["mark"]:
            self._ready.append(Content(place[0], file))
        else:
            file.close()

"""What one page says: a stretch of a conversation, or a call. Names and kinds in the visible text are not looked at."""

import re
from collections.abc import Iterator
from datetime import datetime
from typing import Final

import lxml.html
from lxml.etree import ParserError, XMLSyntaxError
from lxml.html import HtmlElement
from msgspec import Struct

from owntexts.sources.malformed import Malformed
from owntexts.sources.telephony import fields

ME: Final = "Me"
GROUP: Final = "Group Conversation"
BEFORE_NAME: Final = re.compile(
    r"(?:Me to|(?:Placed call to|(?:Received|Missed) call from|Voicemail from|Recorded call with))\b"
)
FILE_NAME: Final = re.compile(
    r"(?P<peer>.*?) - (?:Text|Placed|Received|Missed|Voicemail|Recorded) - [0-9]{4}-[0-9]{2}-[0-9]{2}T.*", re.DOTALL
)
DURATION: Final = re.compile(r"PT(?:([0-9]{1,5})H)?(?:([0-9]{1,5})M)?(?:([0-9]{1,7})S)?")
SPACES: Final = re.compile(r"[ \t\r\n\f]+")
CALLS: Final = ("voicemail", "missed", "placed", "received", "recorded")
SORTS: Final = {"img": "image", "audio": "audio", "video": "video", "vcard": "card"}
BREAK: Final = "\uf8ff"
MOST: Final = 100_000
LONGEST: Final = 200


class Who(Struct, frozen=True):
    """An address as a page gives it: the number, else a name, or me."""

    number: str
    name: str
    me: bool = False


class Attached(Struct, frozen=True):
    """A file that a page names, without its ending, and what sort of file the page takes it for."""

    name: str
    sort: str


class Message(Struct, frozen=True):
    """One message of a page; `at` is in milliseconds, None where the page gives no time for it."""

    at: int | None
    sender: Who
    text: str
    files: tuple[Attached, ...]


class Page(Struct, frozen=True):
    """A page. `peer` is the other party's name as its title or its file's name gives it, empty for a group's."""

    peer: str
    labels: frozenset[str]
    deleted: bool
    others: tuple[Who, ...] = ()
    messages: tuple[Message, ...] = ()
    call: "Call | None" = None


class Call(Struct, frozen=True):
    """A call: what became of it (a label), with whom, how long, and what was said or recorded."""

    kind: str
    other: Who | None
    at: int | None
    seconds: int | None
    transcript: str | None
    files: tuple[Attached, ...]


def page(data: bytes, file_name: str) -> Page | None:
    """What a page says; None for a page of another sort. Raises Malformed where it is no HTML."""
    try:
        root = lxml.html.document_fromstring(data, parser=lxml.html.HTMLParser(encoding="utf-8", no_network=True))
    except (ParserError, XMLSyntaxError, ValueError, AssertionError) as error:
        raise Malformed("it is no HTML") from error
    log, call = _first(root, "hChatLog"), _first(root, "haudio")
    labels = frozenset(_labels(root))
    deleted = "true" in _text(_first(root, "deletedStatusContainer")).lower()
    if log is not None:
        others = tuple(_who(cite) for cite in _inside(_first(log, "participants"), "sender"))
        messages = tuple(_message(each) for each in log.find_class("message")[:MOST])
        return Page("" if others else _peer(root, file_name), labels, deleted, others, messages)
    if call is not None:
        return Page(_peer(root, file_name), labels, deleted, call=_call(call, labels))
    return None


def _message(element: HtmlElement) -> Message:
    cite = _first(element, "sender")
    return Message(
        _time(_first(element, "dt")),
        _who(cite) if cite is not None else Who("", ""),
        _said(element.find(".//q")),
        tuple(_attached(element)),
    )


def _call(element: HtmlElement, labels: frozenset[str]) -> Call:
    contributor = _first(element, "contributor")
    duration = DURATION.fullmatch(_title(_first(element, "duration")))
    hours, minutes, seconds = (int(part or 0) for part in duration.groups()) if duration else (0, 0, 0)
    return Call(
        next((kind for kind in CALLS if kind in labels), "received"),
        _who(contributor) if contributor is not None else None,
        _time(_first(element, "published")),
        hours * 3600 + minutes * 60 + seconds if duration else None,
        _text(_first(element, "full-text")) or None,
        tuple(_attached(element)),
    )


def _who(element: HtmlElement) -> Who:
    """Of a sender, participant or contributor."""
    link, name = _first(element, "tel"), _first(element, "fn")
    number = str(link.get("href") or "").removeprefix("tel:").strip() if link is not None else ""
    me = name is not None and name.tag == "abbr" and _text(name) == ME
    return Who(number[:LONGEST], _text(name)[:LONGEST], me)


def _attached(element: HtmlElement) -> Iterator[Attached]:
    for one in element.iter("img", "audio", "a"):
        sort = SORTS.get(str(one.get("class") if one.tag == "a" else one.tag))
        name = str(one.get("src") or one.get("href") or "")
        if sort and name:
            yield Attached(name[:LONGEST], sort)


def _labels(root: HtmlElement) -> Iterator[str]:
    """The words behind the # of the page's labels."""
    for tags in root.find_class("tags"):
        for link in tags.iter("a"):
            yield str(link.get("href") or "").rpartition("#")[2][:LONGEST]


def _peer(root: HtmlElement, file_name: str) -> str:
    title = _clean(root.findtext(".//title") or "")
    named = _clean(BEFORE_NAME.sub("", title, count=1))
    found = FILE_NAME.fullmatch(file_name)
    in_file = _clean(found["peer"]) if found else ""
    return ("" if named == GROUP else named or in_file)[:LONGEST]


def _said(element: HtmlElement | None) -> str:
    """A text with its line breaks."""
    if element is None:
        return ""
    for line_break in list(element.iter("br")):
        line_break.tail = f"{BREAK}{line_break.tail or ''}"
    return "\n".join(map(_clean, str(element.text_content()).split(BREAK))).strip(" \n")


def _time(element: HtmlElement | None) -> int | None:
    """UTC milliseconds of a time with its offset."""
    try:
        moment = datetime.fromisoformat(_title(element))
    except ValueError:
        return None
    return fields.instant(round(moment.timestamp() * 1000)) if moment.tzinfo else None


def _title(element: HtmlElement | None) -> str:
    return "" if element is None else str(element.get("title") or "")


def _text(element: HtmlElement | None) -> str:
    return "" if element is None else _clean(str(element.text_content()))


def _clean(text: str) -> str:
    return SPACES.sub(" ", text).strip(" ")


def _first(element: HtmlElement, name: str) -> HtmlElement | None:
    return next(iter(element.find_class(name)), None)


def _inside(element: HtmlElement | None, name: str) -> list[HtmlElement]:
    return [] if element is None else element.find_class(name)[:MOST]

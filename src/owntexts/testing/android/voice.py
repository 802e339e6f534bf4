"""Google Voice in a Takeout: a page for each day of a conversation, one for each call, media without their endings."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from html import escape
from itertools import groupby
from pathlib import Path
from typing import Final

from owntexts.testing.life import Call, Life, Message

FOLDER: Final = "Takeout/Voice/Calls"
ENDINGS: Final = {"image/png": ".png", "audio/amr": ".amr", "text/x-vcard": ".vcf"}
TAGS: Final = {
    "image/png": '<img src="{}" alt="Image MMS Attachment" />',
    "audio/amr": '<audio controls="controls" src="{}"></audio>',
    "text/x-vcard": '<a class="vcard" href="{}">Contact card attachment</a>',
}
CALLS: Final = {
    1: ("Received", "Received call from"),
    2: ("Placed", "Placed call to"),
    3: ("Missed", "Missed call from"),
    4: ("Voicemail", "Voicemail from"),
}
PAGE: Final = """<?xml version="1.0" ?>
<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Strict//EN" "http://www.w3.org/TR/xhtml1/DTD/xhtml1-strict.dtd">
<html xmlns="http://www.w3.org/1999/xhtml"><head><title>{title}</title></head>
<body>{body}
<div class="tags">Labels: <a rel="tag" href="http://www.google.com/voice#{label}">Label</a></div>
<div class="deletedStatusContainer">User Deleted: False</div></body></html>"""

Stretch = tuple[int, str]


def write(folder: Path, life: Life, *, twice: bool = False) -> Path:
    """The unpacked Takeout; with `twice` every page is there once more as ' (1)'. Gives the folder to add."""
    place = folder / FOLDER
    place.mkdir(parents=True)
    talks = {talk: number for number, talk in enumerate(life.talks)}
    in_stretches = sorted(life.messages, key=lambda one: (talks[one.talk], one.at, one.number))
    for _, messages in groupby(in_stretches, key=lambda one: (talks[one.talk], _day(one.at))):
        name, page, media = _texts(life, list(messages))
        _write(place, name, page, twice=twice)
        for file, content in media:
            (place / file).write_bytes(content)
    for call in life.calls:
        _write(place, *_call(call), twice=twice)
    return folder


def _write(place: Path, name: str, page: str, *, twice: bool) -> None:
    (place / f"{name}.html").write_text(page, "utf-8")
    if twice:
        (place / f"{name} (1).html").write_text(page, "utf-8")


def _texts(life: Life, messages: Sequence[Message]) -> tuple[str, str, list[tuple[str, bytes]]]:
    """The page's name, the page, and the files beside it."""
    talk, first = messages[0].talk, messages[0]
    whom = "Group Conversation" if talk.is_group else talk.others[0].address
    name = f"{whom} - {_stamp(first.at)}" if talk.is_group else f"{whom} - Text - {_stamp(first.at)}"
    media = [
        (f"{name}-{number}-{place}", file)
        for number, one in enumerate(messages, start=1)
        for place, file in enumerate(one.files, start=1)
    ]
    names = iter(media)
    said = " ".join(_message(life, one, [next(names)[0] for _ in one.files]) for one in messages)
    people = ", ".join(_cite(other.address, other.name) for other in talk.others)
    listed = f'<div class="participants">Group conversation with:\n{people}</div>' if talk.is_group else ""
    title = "Group Conversation" if talk.is_group else f"Me to\n{whom}"
    page = PAGE.format(title=title, body=f'<div class="hChatLog hfeed">{listed}\n{said}</div>', label="sms")
    return name, page, [(stem + ENDINGS[file.mime], file.content) for stem, file in media]


def _message(life: Life, one: Message, files: Sequence[str]) -> str:
    cite = _cite(one.sender.address, one.sender.name) if one.sender else _me(life.me)
    text = escape(one.text or ("MMS Sent" if one.mine else "MMS Received"), quote=False).replace("\n", "<br>")
    attached = "".join(
        f"<div>{TAGS[file.mime].format(escape(name))}</div>" for name, file in zip(files, one.files, strict=True)
    )
    when = f'<abbr class="dt" title="{_iso(one.at)}">Jan 1, 2024, 1:00:00\u202fPM\nEastern Time</abbr>'
    return f'<div class="message">{when}:\n{cite}:\n<q>{text}</q>\n{attached}</div>'


def _call(call: Call) -> tuple[str, str]:
    kind, words = CALLS[call.kind]
    name = f"{call.other.address} - {kind} - {_stamp(call.at)}"
    body = "".join(_call_parts(call, words, name))
    title = f"{words}\n{escape(call.other.name)}"
    return name, PAGE.format(title=title, body=f'<div class="haudio">{body}</div>', label=kind.lower())


def _call_parts(call: Call, words: str, name: str) -> Iterator[str]:
    link = f'<a class="tel" href="tel:{call.other.address}"><span class="fn">{escape(call.other.name)}</span></a>'
    yield f'<div class="contributor vcard">{words}\n{link}</div>'
    yield f'<abbr class="published" title="{_iso(call.at)}">Jan 1, 2024</abbr>'
    if call.kind == 4:
        yield '<span class="description"><span class="full-text">Please call back</span></span>'
        yield f'<audio controls="controls" src="{escape(name)}.mp3"></audio>'
    if call.kind != 3:
        yield f'<abbr class="duration" title="PT{call.seconds // 60}M{call.seconds % 60}S">x</abbr>'


def _cite(number: str, name: str) -> str:
    return _link(number, f'<span class="fn">{escape(name)}</span>')


def _me(number: str) -> str:
    return _link(number, '<abbr class="fn" title="">Me</abbr>')


def _link(number: str, name: str) -> str:
    return f'<cite class="sender vcard"><a class="tel" href="tel:{number}">{name}</a></cite>'


def _iso(at: int) -> str:
    return datetime.fromtimestamp(at / 1000, UTC).isoformat(timespec="milliseconds")


def _stamp(at: int) -> str:
    return datetime.fromtimestamp(at // 1000, UTC).strftime("%Y-%m-%dT%H_%M_%SZ")


def _day(at: int) -> int:
    return at // 86_400_000

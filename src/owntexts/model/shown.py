"""A message as it is shown and exported: the shape of MESSAGE, and one line of `export jsonl`."""

from typing import Any, Final

import msgspec
from msgspec import Struct

NO_CONTENT: Final = "Message without content"
"""What a reader shows in place of a message in which there is nothing."""


class ShownRange(Struct, frozen=True, gc=False):
    """A stretch of a part's text, in Unicode code points."""

    start: int
    length: int
    kind: str
    value: str


class ShownAttachment(Struct, frozen=True, gc=False):
    """A file of a message; `bytes` as its source declares, `content` the SHA-256 of what travelled, else None."""

    id: str
    name: str | None
    mime: str | None
    bytes: int | None
    origin: str
    content: str | None
    transcript: str | None


class ShownPart(Struct, frozen=True, gc=False):
    """One bubble."""

    kind: str
    text: str | None
    ranges: tuple[ShownRange, ...]
    attachment: ShownAttachment | None
    summary: str | None


class ShownReplyTo(Struct, frozen=True, gc=False):
    """The message replied to and which part of it."""

    id: str
    part: int | None


class ShownReaction(Struct, frozen=True, gc=False):
    """The last that one sender did to one part; `by` None is me."""

    by: str | None
    kind: str
    emoji: str | None
    part: int | None
    at: str | None
    removed: bool


class ShownEdit(Struct, frozen=True, gc=False):
    """An earlier text of a part and when it was written."""

    part: int
    text: str
    at: str | None


class ShownEvent(Struct, frozen=True, gc=False):
    """What happened to a conversation."""

    action: str
    who: str | None
    title: str | None


class Message(Struct, frozen=True, gc=False):
    """MESSAGE of the command-line contract: these keys in this order; ids are hex, times RFC 3339 UTC."""

    id: str
    kind: str
    conversation: tuple[str, ...]
    service: str | None
    direction: str
    sender: str | None
    at: str | None
    delivered_at: str | None
    read_at: str | None
    subject: str | None
    text: str | None
    parts: tuple[ShownPart, ...]
    effect: str | None
    reply_to: ShownReplyTo | None
    reactions: tuple[ShownReaction, ...]
    edits: tuple[ShownEdit, ...]
    event: ShownEvent | None
    deleted_at: str | None


_encode = msgspec.json.encode


def line(message: Message) -> bytes:
    """The message as one line: compact JSON in UTF-8, lone surrogates as U+FFFD, and LF."""
    try:
        return _encode(message) + b"\n"
    except UnicodeEncodeError:
        return _encode(_without_surrogates(msgspec.to_builtins(message))) + b"\n"


def _without_surrogates(value: Any) -> Any:
    if isinstance(value, str):
        return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    if isinstance(value, dict):
        return {key: _without_surrogates(held) for key, held in value.items()}
    if isinstance(value, list | tuple):
        return [_without_surrogates(held) for held in value]
    return value

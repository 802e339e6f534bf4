"""A message as the template takes it: its day where a new one begins, its bubbles, and all that hangs on it."""

from collections.abc import Callable, Mapping
from typing import Final, Literal, NamedTuple

from owntexts.model.in_words import NOTHING_LEFT
from owntexts.model.message import Message, ShownAttachment, ShownPart, ShownReaction
from owntexts.model.names import Names
from owntexts.model.spans import Piece
from owntexts.writers.characters import sound
from owntexts.writers.html import words
from owntexts.writers.html.dates import Dates
from owntexts.writers.html.media import File
from owntexts.writers.html.pieces import pieces, safe

USUAL: Final = "iMessage"

Bring = Callable[[ShownAttachment], File]
Find = Callable[[str], "Quote | None"]


class Bubble(NamedTuple):
    """One part: a text in pieces, a file, the card of an app, or a note about what is not there."""

    kind: Literal["text", "file", "card", "note"]
    pieces: list[Piece] = []  # noqa: RUF012 - never changed
    file: File | None = None


class Quote(NamedTuple):
    """The message that another one replies to, and where it stands."""

    who: str
    said: str
    href: str


class Sign(NamedTuple):
    """A reaction, and who made it."""

    sign: str
    who: str


class Earlier(NamedTuple):
    """What a message said before it was edited."""

    pieces: list[Piece]
    when: str


class Line(NamedTuple):
    """One message in its place. `day` stands above it where a new one begins; `event` is all there is of an event."""

    id: str
    day: str
    event: str
    looks: str
    sender: str
    subject: str
    reply: Quote | None
    bubbles: list[Bubble]
    signs: list[Sign]
    earlier: list[Earlier]
    notes: list[str]
    at: str
    clock: str


class Lines:
    """Makes the lines of one page, in their order."""

    def __init__(self, names: Names, dates: Dates, *, is_group: bool, bring: Bring) -> None:
        self._names = names
        self._dates = dates
        self._is_group = is_group
        self._bring = bring
        self._day = ""
        self._service: str | None = USUAL

    def line(self, message: Message, quotes: Mapping[str, Quote]) -> Line:
        day, self._day = self._day, self._dates.day(message.at)
        is_event = message.event is not None or message.kind == "event"
        return Line(
            id=message.id,
            day=self._day if self._day != day else "",
            event=words.event(message, self._names) if is_event else "",
            looks=_looks(message),
            sender=self._sender(message),
            subject=sound(message.subject or ""),
            reply=quotes.get(message.reply_to.id) if message.reply_to else None,
            bubbles=[] if is_event else self._bubbles(message),
            signs=[self._sign(each) for each in message.reactions if not each.removed],
            earlier=[Earlier(pieces(sound(edit.text)), self._dates.in_full(edit.at)) for edit in message.edits],
            notes=list(filter(None, self._notes(message))),
            at=message.at or "",
            clock=self._dates.clock(message.at),
        )

    def _sender(self, message: Message) -> str:
        is_told = self._is_group and message.direction == "in" and message.sender
        return words.called(message.sender, self._names) if is_told else ""

    def _bubbles(self, message: Message) -> list[Bubble]:
        found = [self._bubble(part) for part in message.parts if not _stands_in_a_card(part, message)]
        if found or message.subject:
            return found
        return [_note(message.text or NOTHING_LEFT)]

    def _bubble(self, part: ShownPart) -> Bubble:
        if part.attachment:
            return Bubble("file", file=self._bring(part.attachment))
        if part.kind == "unsent":
            return _note("Unsent")
        if part.kind == "text":
            return Bubble("text", pieces(sound(part.text or ""), part.ranges))
        return Bubble("card", pieces(sound(part.summary or part.text or "Message")))

    def _sign(self, reaction: ShownReaction) -> Sign:
        return Sign(words.sign(reaction), words.called(reaction.by, self._names))

    def _notes(self, message: Message) -> list[str]:
        """What is told below a message."""
        service, self._service = self._service, message.service or self._service
        deleted = self._dates.short(message.deleted_at)
        return [
            words.effect(message.effect) if message.effect else "",
            f"Recently Deleted on {deleted}" if deleted else "",
            f"Read {self._dates.clock(message.read_at)}" if message.direction == "out" and message.read_at else "",
            words.straight(self._service or "") if self._service != service else "",
        ]


def _stands_in_a_card(part: ShownPart, message: Message) -> bool:
    """Whether a text is nothing but the link that a card beside it tells too."""
    said = (part.text or "").strip()
    return part.kind == "text" and bool(safe(said)) and any(said in (each.summary or "") for each in message.parts)


def _looks(message: Message) -> str:
    """Names of classes."""
    green = "" if message.service in {None, USUAL} else "phone"
    return " ".join(filter(None, (message.direction, green, "deleted" if message.deleted_at else "")))


def _note(said: str) -> Bubble:
    return Bubble("note", [Piece(sound(said))])

"""The rows of a page, as if a telephone had kept them."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from msgspec.json import encode

from owntexts.model.observations import Problem
from owntexts.model.records import IN, NONE, OUT
from owntexts.sources.google_voice.media import Media
from owntexts.sources.google_voice.names import Names
from owntexts.sources.google_voice.page import Call, Message, Page, Who
from owntexts.sources.telephony.names import name_of
from owntexts.sources.telephony.rows import Address, CallRow, Entry, MultimediaRow, Named, PartRow, Read
from owntexts.sources.telephony.words import FROM, INBOX, ME, SENT, TO

PAGE_ROWS: Final = 1 << 20
PLACEHOLDERS: Final = frozenset({"MMS Received", "MMS Sent"})
CALLS: Final[Mapping[str, tuple[str, int]]] = {
    "voicemail": ("voicemail", IN),
    "missed": ("missed", IN),
    "placed": ("placed", OUT),
    "received": ("answered", IN),
    "recorded": ("recorded", NONE),
}
NO_TIME: Final = "it has no time"


class Rows:
    """Makes rows of pages."""

    def __init__(self, names: Names, media: Media) -> None:
        self._names = names
        self._media = media

    def of(self, number: int, name: str, page: Page) -> Iterator[Read]:
        """Those of a page, the `number`th of the Takeout. Equal ones are counted in it alone: pages come twice."""
        first, others = number * PAGE_ROWS, self._others(page)
        if page.call:
            yield self._call(first, name, page, page.call)
        for place, message in enumerate(page.messages):
            yield self._message(first + place, f"{name[:120]}, message {place + 1}", page, message, others)

    def _message(self, number: int, where: str, page: Page, message: Message, others: list[str]) -> Read:
        if message.at is None:
            return Problem(number, where, NO_TIME)
        row = MultimediaRow(
            box=SENT if message.sender.me else INBOX,
            written=str(message.at),
            at=message.at,
            addresses=tuple(self._addresses(message, others)),
            parts=tuple(self._parts(message)),
            read="unread" not in page.labels,
            spam="spam" in page.labels,
            thrown_away=page.deleted,
        )
        names = _names((message.sender, *page.others))
        return Entry(number, where, encode([message, row]), row, apart=number // PAGE_ROWS, names=names)

    def _addresses(self, message: Message, others: list[str]) -> Iterator[Address]:
        if message.sender.me:
            yield Address(ME, FROM)
            yield from (Address(other, TO) for other in others)
            return
        sender = self._names.address(message.sender) or next(iter(others), "")
        yield Address(sender, FROM)
        yield Address(ME, TO)
        yield from (Address(other, TO) for other in others if other != sender)

    def _parts(self, message: Message) -> Iterator[PartRow]:
        files = [self._media.part(file, place) for place, file in enumerate(message.files, start=1)]
        if message.text and not (files and message.text in PLACEHOLDERS):
            yield PartRow(mime="text/plain", text=message.text)
        yield from files

    def _call(self, number: int, where: str, page: Page, call: Call) -> Read:
        if call.at is None:
            return Problem(number, where, NO_TIME)
        word, way = CALLS[call.kind]
        address = (self._names.address(call.other) if call.other else "") or self._names.called(page.peer)
        row = CallRow(
            word=word,
            way=way,
            number=address or None,
            written=str(call.at),
            at=call.at,
            seconds=call.seconds,
            parts=tuple(self._recorded(call)),
        )
        names = _names((call.other,) if call.other else ())
        return Entry(number, where[:120], encode([call, row]), row, apart=number // PAGE_ROWS, names=names)

    def _recorded(self, call: Call) -> Iterator[PartRow]:
        """The recording with what was said in it, or that alone."""
        for place, file in enumerate(call.files, start=1):
            yield self._media.part(file, place, call.transcript)
        if call.transcript and not call.files:
            yield PartRow(mime="text/plain", text=call.transcript)

    def _others(self, page: Page) -> list[str]:
        """The other parties: those it lists, else whoever wrote in it, else whom its title names."""
        if page.others:
            return [address for who in page.others if (address := self._names.address(who))]
        wrote = {self._names.address(message.sender) for message in page.messages if not message.sender.me} - {""}
        return sorted(wrote) or [self._names.called(page.peer)] * bool(page.peer)


def _names(people: Iterable[Who]) -> tuple[Named, ...]:
    """What the page calls the numbers of these people."""
    return tuple(each for who in people if who.number and not who.me for each in name_of(who.number, who.name))

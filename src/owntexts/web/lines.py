"""Messages one below the other: where a day begins, who is named, and which of them stand together."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from itertools import chain
from typing import Final, NamedTuple

from owntexts.model import in_words
from owntexts.model.in_words import deed, in_one_line
from owntexts.model.message import Message
from owntexts.model.names import Names, called, straight
from owntexts.web import dates
from owntexts.web.bubbles import Bubble, bubbles
from owntexts.web.needs.reading import Stretch

TOGETHER: Final = timedelta(minutes=10)
REST: Final = timedelta(minutes=5)
PAUSE: Final = timedelta(hours=1)
SERVICES: Final = {"SMS": "Text message", "MMS": "Multimedia message", "RCS": "RCS", "Satellite": "Satellite"}


class Quote(NamedTuple):
    """The message that another one replies to; `text` None where it is not here."""

    id: str
    who: str
    text: str | None


class Line(NamedTuple):
    """One message in its place.

    `heading` is the day and time that stand above it, `service` what it travels by where that changes; `first` and
    `last` say whether it begins and ends a run of one sender, `rests` whether its own time is worth telling:
    nothing follows it for a while; `state` is 'Delivered', 'Read 14:05'.
    """

    message: Message
    bubbles: Sequence[Bubble]
    heading: str | None
    service: str | None
    first: bool
    last: bool
    rests: bool
    sender: str | None
    quote: Quote | None
    state: str | None


def lines(stretch: Stretch, names: Names, quoted: Mapping[str, Message]) -> list[Line]:
    """Every message of a stretch. How one looks depends on its neighbours only, so stretches join without a seam."""
    told = _last_of_mine(stretch)
    return [
        _line(before, message, after, names, quoted, shows_state=message.id == told)
        for before, message, after in _with_neighbours(stretch)
    ]


def people_in(messages: Iterable[Message]) -> set[str]:
    """The handles of everybody who is named."""
    found: set[str] = set()
    for message in messages:
        found.update(filter(None, (message.sender, message.event.who if message.event else None)))
        found.update(reaction.by for reaction in message.reactions if reaction.by)
    return found


def senders_in(messages: Iterable[Message]) -> set[str]:
    """The handles of everybody who wrote one of these."""
    return {one.sender for one in messages if one.sender}


def event_words(message: Message, names: Names) -> str:
    """What happened, as a sentence."""
    event = message.event
    if event is None:
        return message.text or ""
    words = deed(event.action)
    who = event.who if event.who is not None else message.sender
    return f"{called(who, names)} {words}" + (f" “{straight(event.title)}”" if event.title else "")


def effect_words(effect: str) -> str:
    """'Sent with Balloons'."""
    return f"Sent with {in_words.effect(effect)}"


def _with_neighbours(stretch: Stretch) -> Iterator[tuple[Message | None, Message, Message | None]]:
    messages = stretch.messages
    befores = chain([stretch.before], messages)
    afters = chain(messages[1:], [stretch.after])
    return zip(befores, messages, afters, strict=False)


def _line(
    before: Message | None,
    message: Message,
    after: Message | None,
    names: Names,
    quoted: Mapping[str, Message],
    *,
    shows_state: bool,
) -> Line:
    first = before is None or not _stand_together(before, message)
    starts = before is None or _is_a_new_time(before, message)
    changes = message.service if before is None or before.service != message.service else None
    return Line(
        message,
        () if message.event else bubbles(message),
        dates.day_and_clock(message.at) if starts else None,
        SERVICES.get(changes or "", changes) if not message.event else None,
        first,
        after is None or not _stand_together(message, after),
        not starts and (after is None or _gap(message, after) >= REST),
        called(message.sender, names) if message.direction == "in" and message.sender else None,
        _quote(message, names, quoted),
        _state(message) if shows_state else None,
    )


def _quote(message: Message, names: Names, quoted: Mapping[str, Message]) -> Quote | None:
    if message.reply_to is None:
        return None
    said = quoted.get(message.reply_to.id)
    if said is None:
        return Quote(message.reply_to.id, "", None)
    return Quote(said.id, called(said.sender, names), in_one_line(said))


def _stand_together(one: Message, other: Message) -> bool:
    same = (one.direction, one.sender, one.service) == (other.direction, other.sender, other.service)
    return same and not (one.event or other.event) and not _is_a_new_time(one, other) and _gap(one, other) <= TOGETHER


def _is_a_new_time(one: Message, other: Message) -> bool:
    if one.at is None or other.at is None:
        return one.at != other.at
    return _gap(one, other) >= PAUSE or dates.local(one.at).date() != dates.local(other.at).date()


def _gap(one: Message, other: Message) -> timedelta:
    if one.at is None or other.at is None:
        return timedelta()
    return datetime.fromisoformat(other.at) - datetime.fromisoformat(one.at)


def _last_of_mine(stretch: Stretch) -> str | None:
    """The newest message of a conversation is told to have arrived, where it is one of the person's own."""
    if stretch.after is not None or not stretch.messages or stretch.messages[-1].direction != "out":
        return None
    return stretch.messages[-1].id


def _state(message: Message) -> str | None:
    if message.read_at:
        return f"Read {dates.clock(message.read_at)}"
    return "Delivered" if message.delivered_at else None

"""Words that a reader of pages needs: names, days, what happened, how large a file is."""

import re
from collections.abc import Mapping, Sequence
from typing import Final

from owntexts.explain.amounts import size_in_words
from owntexts.model.message import Message, ShownAttachment, ShownReaction
from owntexts.model.shown import deed
from owntexts.writers.characters import sound

YOU: Final = "You"
UNKNOWN: Final = "Unknown"
NAMED: Final = 3

_TURNING: Final = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069]")

Names = Mapping[str, str]
"""What people are called, by raw handle."""

SIGNS: Final = {
    "loved": "❤️",
    "liked": "👍",
    "disliked": "👎",
    "laughed": "😂",
    "emphasized": "‼️",
    "questioned": "❓",
    "sticker": "🏷️",
    "sticker_tapback": "🏷️",
    "vote": "🗳️",
}
EFFECTS: Final = {
    "invisibleink": "Invisible Ink",
    "impact": "Slam",
    "happybirthday": "Balloons",
    "heart": "Love",
    "shootingstar": "Shooting Star",
    "sparkles": "Celebration",
}
ORIGINS: Final = {
    "only_in_icloud": "only in iCloud when it was read",
    "missing": "not on the device it came from",
    "unreadable": "could not be read where it came from",
}


def straight(name: str) -> str:
    """A name on one line, without the characters that would turn what stands around it."""
    return " ".join(_TURNING.sub("", sound(name)).split())


def called(handle: str | None, names: Names) -> str:
    """What a person is called; None is whoever made the export."""
    return YOU if handle is None else straight(names.get(handle) or handle) or UNKNOWN


def title(name: str | None, participants: Sequence[str], names: Names) -> str:
    """A conversation's name, else who is in it: 'Ada', 'Ada and Ben', 'Ada, Ben and 3 others'."""
    people = [called(one, names) for one in participants]
    if len(people) > NAMED:
        people = [*people[: NAMED - 1], f"{len(people) - NAMED + 1} others"]
    together = " and ".join(filter(None, (", ".join(people[:-1]), *people[-1:])))
    return straight(name or "") or together or UNKNOWN


def initial(name: str) -> str:
    """What stands in a conversation's round sign."""
    letters = [character for character in name if character.isalnum()]
    return letters[0].upper() if letters and not letters[0].isdigit() else "#"


def event(message: Message, names: Names) -> str:
    """What happened, as a sentence."""
    told = message.event
    if told is None:
        return straight(message.text or "Something happened here")
    who = called(told.who if told.who is not None else message.sender, names)
    words = deed(told.action)
    return f"{who} {straight(words)}" + (f" “{straight(told.title)}”" if told.title else "")


def sign(reaction: ShownReaction) -> str:
    """The sign that stands for a reaction."""
    return straight(reaction.emoji or "") if reaction.kind == "emoji" else SIGNS.get(reaction.kind, "•")


def effect(told: str) -> str:
    """'Sent with Balloons'."""
    return f"Sent with {EFFECTS.get(told, straight(told).capitalize())}"


def file(told: ShownAttachment) -> str:
    """A file's name, else what it is, and its size."""
    size = size_in_words(told.bytes) if told.bytes is not None else ""
    return " · ".join(filter(None, (straight(told.name or told.mime or "") or "File", size)))


def missing(told: ShownAttachment, why: str) -> str:
    """Why the original is not here."""
    return ORIGINS.get(told.origin) or straight(why)


def quoted(message: Message) -> str:
    """A message in one line: what it says, or what stands for it."""
    for part in message.parts:
        attached = part.attachment
        if said := part.text or part.summary or (attached and (attached.transcript or attached.name)):
            return straight(said[:300])
    return straight(message.subject or "") or ("Unsent message" if message.parts else "Message")

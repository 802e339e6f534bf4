"""Words that a reader of pages needs: names, days, what happened, how large a file is."""

from collections.abc import Sequence
from typing import Final

from owntexts.explain.amounts import size_in_words
from owntexts.model import in_words, names
from owntexts.model.message import Message, ShownAttachment, ShownReaction
from owntexts.model.names import UNKNOWN, Names
from owntexts.writers.characters import sound

ORIGINS: Final = {
    "only_in_icloud": "only in iCloud when it was read",
    "missing": "not on the device it came from",
    "unreadable": "could not be read where it came from",
}


def straight(name: str) -> str:
    """A name on one line, without the characters that would turn what stands around it."""
    return names.straight(sound(name))


def called(handle: str | None, known: Names) -> str:
    """What a person is called; None is whoever made the export."""
    return sound(names.called(handle, known))


def title(name: str | None, participants: Sequence[str], known: Names) -> str:
    """A conversation's name, else who is in it."""
    return straight(name or "") or names.together([called(one, known) for one in participants]) or UNKNOWN


def initial(name: str) -> str:
    """What stands in a conversation's round sign."""
    letters = [character for character in name if character.isalnum()]
    return letters[0].upper() if letters and not letters[0].isdigit() else "#"


def event(message: Message, known: Names) -> str:
    """What happened, as a sentence."""
    told = message.event
    if told is None:
        return straight(message.text or "Something happened here")
    who = called(told.who if told.who is not None else message.sender, known)
    words = in_words.deed(told.action)
    return f"{who} {straight(words)}" + (f" “{straight(told.title)}”" if told.title else "")


def sign(reaction: ShownReaction) -> str:
    """The sign that stands for a reaction."""
    return straight(in_words.sign(reaction))


def effect(told: str) -> str:
    """'Sent with Balloons'."""
    return f"Sent with {straight(in_words.effect(told))}"


def file(told: ShownAttachment) -> str:
    """A file's name, else what it is, and its size."""
    size = size_in_words(told.bytes) if told.bytes is not None else ""
    return " · ".join(filter(None, (straight(told.name or told.mime or "") or "File", size)))


def missing(told: ShownAttachment, why: str) -> str:
    """Why the original is not here."""
    return ORIGINS.get(told.origin) or straight(why)


def quoted(message: Message) -> str:
    """A message in one line."""
    return straight(in_words.in_one_line(message))

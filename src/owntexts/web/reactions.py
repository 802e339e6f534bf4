"""Reactions: the signs that stand at a bubble, and who made them."""

from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple

from owntexts.model.in_words import sign as sign_of
from owntexts.model.message import ShownReaction
from owntexts.model.names import Names, called
from owntexts.web.people import company

DEEDS: Final = {
    "loved": "loved this",
    "liked": "liked this",
    "disliked": "disliked this",
    "laughed": "laughed at this",
    "emphasized": "emphasized this",
    "questioned": "questioned this",
    "sticker": "put a sticker on this",
    "sticker_tapback": "put a sticker on this",
}
VOTE: Final = "vote"


class Sign(NamedTuple):
    """One sign and everybody who made it."""

    sign: str
    number: int
    words: str


class Choice(NamedTuple):
    """One choice of a poll and who voted for it."""

    option: str
    voters: str
    number: int


def signs(reactions: Iterable[ShownReaction], names: Names) -> list[Sign]:
    """Equal signs together, the most frequent first: '❤️ 2', 'Mara and Jonas loved this'."""
    together: dict[str, list[ShownReaction]] = {}
    for reaction in reactions:
        if reaction.kind != VOTE:
            together.setdefault(sign_of(reaction), []).append(reaction)
    told = [_told(sign, several, names) for sign, several in together.items()]
    return sorted(told, key=lambda one: -one.number)


def deeds(reactions: Sequence[ShownReaction], names: Names) -> str:
    """'Mara loved this'."""
    return _told(sign_of(reactions[0]), reactions, names).words


def choices(reactions: Iterable[ShownReaction], names: Names) -> list[Choice]:
    """What was voted for in a poll, the most votes first."""
    voters: dict[str, list[str]] = {}
    for reaction in reactions:
        if reaction.kind == VOTE and reaction.emoji:
            voters.setdefault(reaction.emoji, []).append(called(reaction.by, names))
    told = [Choice(option, ", ".join(several), len(several)) for option, several in voters.items()]
    return sorted(told, key=lambda one: -one.number)


def _told(sign: str, several: Sequence[ShownReaction], names: Names) -> Sign:
    who = company([called(reaction.by, names) for reaction in several])
    return Sign(sign, len(several), f"{who} {DEEDS.get(several[0].kind, f'reacted with {sign}')}")

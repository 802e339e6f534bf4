"""Tapbacks, placed stickers and votes: a set of records, and what of it is shown."""

from collections.abc import Iterable, Mapping

from msgspec.structs import replace

from owntexts.model.layers import heavier, weight
from owntexts.model.records import Reaction

STICKER = "sticker"
VOTE = "vote"
OPTION = "poll."
NEVER = float("inf")

Key = tuple[bytes, int | None, str | None, str, str | None, int | None]


def key(reaction: Reaction) -> Key:
    """What makes two records the same reaction."""
    return (reaction.target, reaction.part, reaction.sender, reaction.kind, reaction.emoji, reaction.at)


def chosen(reaction: Reaction, said: Mapping[str, int | str] | None) -> str | None:
    """The emoji; for a vote its options in the words of the poll, whose `extra` has them as 'poll.<option id>'."""
    if reaction.kind != VOTE or not reaction.emoji or not said:
        return reaction.emoji
    return ", ".join(str(said.get(f"{OPTION}{option}", option)) for option in reaction.emoji.split(","))


def merge(a: Reaction, b: Reaction) -> Reaction:
    """What two records of one reaction say together: it was removed if either says so."""
    if a == b:
        return a
    return replace(a, removed=a.removed or b.removed, attachment=heavier(a.attachment, b.attachment))


def shown(reactions: Iterable[Reaction]) -> tuple[Reaction, ...]:
    """The state of one message's reactions, by (time, sender, kind), unknown times last and me before others.

    It is each sender's last on each part (a removal too), each sender's last vote, and every placed sticker.
    """
    last: dict[object, Reaction] = {}
    for reaction in sorted(reactions, key=_order_made):
        last[_place(reaction)] = reaction
    return tuple(sorted(last.values(), key=_order_told))


def _place(reaction: Reaction) -> object:
    if reaction.kind == STICKER:
        return (key(reaction), weight(reaction.attachment))
    if reaction.kind == VOTE:
        return (VOTE, reaction.sender)
    return (reaction.sender, reaction.part or 0)


def _order_made(reaction: Reaction) -> tuple[float, bool, bytes]:
    return (-NEVER if reaction.at is None else reaction.at, reaction.removed, weight(reaction))


def _order_told(reaction: Reaction) -> tuple[float, str, str, bytes]:
    return (NEVER if reaction.at is None else reaction.at, reaction.sender or "", reaction.kind, weight(reaction))

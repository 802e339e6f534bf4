"""Rows that say something of another message: tapbacks, placed stickers and votes."""

from typing import Final, NamedTuple

from owntexts.model.formats import APPLE
from owntexts.model.ids import sighting_id
from owntexts.model.reactions import STICKER, VOTE
from owntexts.model.records import Attachment, Reaction
from owntexts.sources.apple_messages import polls
from owntexts.sources.apple_messages.native import Native

PLACED_STICKER: Final = 1000
ADDED: Final = 2000
REMOVED: Final = 3000
POLL_VOTE: Final = 4000
TAPBACKS: Final = ("loved", "liked", "disliked", "laughed", "emphasized", "questioned", "emoji", "sticker_tapback")
OF_NO_OTHER: Final = frozenset({None, 0, 2, 3})


class Target(NamedTuple):
    """The message that is meant, and which of its parts (None where it is not said)."""

    guid: str
    part: int | None


def target(told: str) -> Target:
    """'p:N/GUID' means part N, 'bp:GUID' a balloon, which is a message's first part; anything else is a bare guid."""
    if told.startswith("bp:"):
        return Target(told[3:], 0)
    prefix, slash, guid = told.partition("/")
    if slash and prefix.startswith("p:") and prefix[2:].isdecimal():
        return Target(guid, int(prefix[2:]))
    return Target(told, None)


def reaction(native: Native, sender: str | None, at: int | None, sticker: Attachment | None) -> Reaction | None:
    """What the row says of another message; None where it is a message of its own, or of a kind not known yet."""
    kind = native.associated_message_type
    if kind in OF_NO_OTHER or not native.associated_message_guid or kind is None:
        return None
    word, removed = _word(kind)
    if word is None:
        return None
    emoji = native.associated_message_emoji if word == "emoji" else None
    if word == VOTE:
        emoji = polls.voted(native.payload_data)
        removed = not emoji
    meant = target(native.associated_message_guid)
    return Reaction(
        target=sighting_id(APPLE, meant.guid),
        part=meant.part,
        sender=sender,
        kind=word,
        emoji=emoji or None,
        at=at,
        removed=removed,
        attachment=sticker if word in {STICKER, "sticker_tapback"} else None,
    )


def _word(kind: int) -> tuple[str | None, bool]:
    if kind == PLACED_STICKER:
        return STICKER, False
    if kind == POLL_VOTE:
        return VOTE, False
    for first, removed in ((ADDED, False), (REMOVED, True)):
        if first <= kind < first + len(TAPBACKS):
            return TAPBACKS[kind - first], removed
    return None, False

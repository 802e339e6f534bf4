"""What happened, in words and signs: events, reactions, effects, and a message in one line."""

from typing import Final

from owntexts.model.names import straight
from owntexts.model.shown import Message, ShownReaction

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
LONGEST_LINE: Final = 300
UNSENT: Final = "Unsent message"
NOTHING_LEFT: Final = "Nothing is left of this message"

_DEEDS: Final = {
    "added": "joined the conversation",
    "removed": "was removed from the conversation",
    "left": "left the conversation",
    "renamed": "named the conversation",
    "number_changed": "changed the phone number",
    "icon_set": "changed the group photo",
    "icon_removed": "removed the group photo",
    "background_set": "changed the background",
    "background_removed": "removed the background",
    "location_started": "started sharing a location",
    "location_stopped": "stopped sharing the location",
    "audio_kept": "kept an audio message",
    "shareplay": "started SharePlay",
}


def deed(action: str) -> str:
    """What happened to a conversation, as it follows the name of whoever did it."""
    return _DEEDS.get(action, action.replace("_", " "))


def sign(reaction: ShownReaction) -> str:
    """The sign that stands for a reaction."""
    return reaction.emoji if reaction.kind == "emoji" and reaction.emoji else SIGNS.get(reaction.kind, "•")


def effect(told: str) -> str:
    """'Balloons'."""
    return EFFECTS.get(told, told.capitalize())


def in_one_line(message: Message) -> str:
    """What a message says, or what stands for it."""
    for part in message.parts:
        file = part.attachment
        if said := part.text or part.summary or (file and (file.transcript or file.name)):
            return straight(said[:LONGEST_LINE])
    return message.subject or (UNSENT if message.parts else NOTHING_LEFT)

"""Rows that tell what happened to a conversation instead of what somebody wrote."""

from collections.abc import Mapping
from typing import Final

from owntexts.model.records import Event
from owntexts.sources.apple_messages.native import Native

MEMBER, TITLE, GROUP, LOCATION, AUDIO, SHAREPLAY = 1, 2, 3, 4, 5, 6
WORDS: Final = {
    (MEMBER, 0): "added",
    (MEMBER, 1): "removed",
    (GROUP, 0): "left",
    (GROUP, 1): "icon_set",
    (GROUP, 2): "icon_removed",
    (GROUP, 4): "background_set",
    (GROUP, 6): "background_removed",
    (LOCATION, 0): "location_started",
}
WORDS_FOR_ANY_ACTION: Final = {TITLE: "renamed", AUDIO: "audio_kept", SHAREPLAY: "shareplay"}


def event(native: Native, people: Mapping[int, str]) -> Event | None:
    """What the row says happened; None for a message. What has no name yet is 'unknown (item type, action type)'."""
    if not native.item_type:
        return None
    word = _word(native, native.item_type, native.group_action_type or 0)
    who = native.handle_id if word == "left" else native.other_handle
    return Event(word, who=people.get(who or 0), title=native.group_title or None)


def _word(native: Native, item: int, action: int) -> str:
    word = WORDS.get((item, action)) or WORDS_FOR_ANY_ACTION.get(item) or f"unknown ({item}, {action})"
    if word == "added" and native.other_handle and native.other_handle == native.handle_id:
        return "number_changed"
    if word == "location_started" and native.share_status:
        return "location_stopped"
    return word

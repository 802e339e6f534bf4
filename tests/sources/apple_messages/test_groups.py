from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from owntexts.model.records import EVENT, NONE, Event

HANDLES = [{"ROWID": 1, "id": "+15550001"}, {"ROWID": 2, "id": "Ada@Example.org"}]


@pytest.mark.parametrize(
    ("columns", "event"),
    [
        ({"item_type": 1, "group_action_type": 0, "other_handle": 2}, Event("added", "ada@example.org")),
        ({"item_type": 1, "group_action_type": 0, "other_handle": 1}, Event("number_changed", "+15550001")),
        ({"item_type": 1, "group_action_type": 1, "other_handle": 2}, Event("removed", "ada@example.org")),
        ({"item_type": 2, "group_action_type": 0, "group_title": "Roast"}, Event("renamed", title="Roast")),
        ({"item_type": 3, "group_action_type": 0}, Event("left", "+15550001")),
        ({"item_type": 3, "group_action_type": 1}, Event("icon_set")),
        ({"item_type": 3, "group_action_type": 2}, Event("icon_removed")),
        ({"item_type": 3, "group_action_type": 4}, Event("background_set")),
        ({"item_type": 3, "group_action_type": 6}, Event("background_removed")),
        ({"item_type": 4, "group_action_type": 0, "share_status": 0}, Event("location_started")),
        ({"item_type": 4, "group_action_type": 0, "share_status": 1}, Event("location_stopped")),
        ({"item_type": 5}, Event("audio_kept")),
        ({"item_type": 6}, Event("shareplay")),
        ({"item_type": 42, "group_action_type": 7}, Event("unknown (42, 7)")),
        ({"item_type": 3, "group_action_type": 99}, Event("unknown (3, 99)")),
    ],
)
def test_what_happened_to_a_conversation_is_told(
    make_store: Callable[..., Path], read: Callable[..., Any], columns: dict[str, Any], event: Event
) -> None:
    found = read(make_store({"handle_id": 1, **columns}, handle=HANDLES)).message()
    assert (found.kind, found.direction, found.event) == (EVENT, NONE, event)
    assert (found.sender, found.parts) == ("+15550001", None)

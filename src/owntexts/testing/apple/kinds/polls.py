"""Polls: made, voted in, a vote taken back, an option added."""

import base64
import json
from collections.abc import Sequence
from typing import Any

from owntexts.testing.apple import keyed
from owntexts.testing.apple.kinds.balloons import CAPTIONS, PLUGIN
from owntexts.testing.apple.kinds.kind import Collector
from owntexts.testing.apple.people import Chat, Handle, guid
from owntexts.testing.apple.scene import Posted, Scene
from owntexts.testing.apple.typedstream import OBJECT, PART, Run, attributed

kind = Collector("payload_data", "date_edited")

BUNDLE = f"{PLUGIN}:0000000000:com.apple.messages.Polls"
VOTE = 4000
DISHES = ("Mushroom risotto", "Shepherd's pie", "Okonomiyaki", "Just cake")


@kind("poll", 1.5, rows=5)
def poll(scene: Scene, chat: Chat) -> None:
    """A question, two votes, one of them changed, one taken back."""
    options = [{"optionIdentifier": guid(scene.chance), "text": dish, "canBeEdited": False} for dish in DISHES]
    made = _ask(scene, chat, options)
    first, second = scene.someone(chat), scene.someone(chat)
    _vote(scene, made, first, [options[0], options[2]])
    _vote(scene, made, second, [options[1]])
    _vote(scene, made, first, [options[2]])
    _vote(scene, made, second, [])


@kind("poll.option_added", 1, rows=2)
def option_added(scene: Scene, chat: Chat) -> None:
    options = [{"optionIdentifier": guid(scene.chance), "text": dish, "canBeEdited": True} for dish in DISHES[:2]]
    made = _ask(scene, chat, options)
    more = {"optionIdentifier": guid(scene.chance), "text": "Dumplings", "canBeEdited": True}
    _ask(scene, chat, [*options, more], associated_message_guid=made.guid, associated_message_type=2)


def _ask(scene: Scene, chat: Chat, options: Sequence[dict[str, Any]], **columns: Any) -> Posted:
    item = {"title": "What shall we cook?", "creatorHandle": chat.members[0].address, "orderedPollOptions": options}
    posted = _post(scene, chat, item, "Sent a poll", sender=chat.members[0], **columns)
    scene.expect(posted, None, tells=DISHES[0])
    return posted


def _vote(scene: Scene, made: Posted, who: Handle, chosen: Sequence[dict[str, Any]]) -> None:
    """The whole list of what this person votes for now."""
    votes = [
        {"voteOptionIdentifier": option["optionIdentifier"], "participantHandle": who.address} for option in chosen
    ]
    columns = {"associated_message_guid": made.guid, "associated_message_type": VOTE}
    _post(scene, made.chat, {"votes": votes}, "Voted in a poll", sender=who, **columns)


def _post(scene: Scene, chat: Chat, item: dict[str, Any], words: str, *, sender: Handle, **columns: Any) -> Posted:
    data = base64.b64encode(json.dumps({"version": 1, "item": item}, separators=(",", ":")).encode()).decode()
    payload = {
        "an": "Polls",
        "ldtext": words,
        "layoutClass": "MSMessageTemplateLayout",
        "URL": keyed.url(f"data:,{data}"),
        "userInfo": {name: words if name == "caption" else "" for name in CAPTIONS},
    }
    body = attributed([Run(OBJECT, {PART: 0})])
    columns |= {"balloon_bundle_id": BUNDLE, "payload_data": keyed.archive(payload)}
    return scene.post(chat, OBJECT, body=body, sender=sender, more=columns)


KINDS = kind.kinds

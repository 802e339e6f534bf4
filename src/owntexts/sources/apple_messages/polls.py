"""Polls: the options of one, and what a vote chose, both kept as JSON inside the address of an app's balloon."""

import json
from base64 import b64decode
from dataclasses import dataclass
from typing import Any, Final

from owntexts.sources.apple_messages.archive import unarchived
from owntexts.sources.malformed import Malformed

PREFIX: Final = "data:,"
MOST_OPTIONS: Final = 100


@dataclass(frozen=True, slots=True)
class Poll:
    """A poll's title, empty where it has none, and the text of each option by its id, in order."""

    title: str
    options: dict[str, str]


def poll(payload: dict[str, Any]) -> Poll | None:
    """The poll in an unarchived balloon; None where it holds none (a vote). Raises Malformed."""
    item = _item(payload)
    options = item.get("orderedPollOptions")
    if not isinstance(options, list):
        return None
    texts = {str(option.get("optionIdentifier")): str(option.get("text", "")) for option in _dicts(options)}
    return Poll(str(item.get("title") or ""), texts)


def voted(payload_data: bytes | None) -> str:
    """The ids of the options that a voter now holds, joined by commas; empty for none. Raises Malformed."""
    if not payload_data:
        raise Malformed("vote: its payload is missing")
    votes = _item(unarchived(payload_data)).get("votes")
    if not isinstance(votes, list):
        raise Malformed("vote: no list of votes")
    chosen = {str(vote["voteOptionIdentifier"]) for vote in _dicts(votes) if vote.get("voteOptionIdentifier")}
    return ",".join(sorted(chosen))


def _item(payload: dict[str, Any]) -> dict[str, Any]:
    url = payload.get("URL")
    if not isinstance(url, str) or not url.startswith(PREFIX):
        raise Malformed("poll: no data in its address")
    encoded = url.removeprefix(PREFIX).partition("?")[0]
    try:
        item = json.loads(b64decode(encoded + "=" * (-len(encoded) % 4))).get("item")
    except (ValueError, AttributeError, RecursionError) as error:
        raise Malformed(f"poll: {error}") from error
    if not isinstance(item, dict):
        raise Malformed("poll: nothing in it")
    return item


def _dicts(values: list[Any]) -> list[dict[str, Any]]:
    return [value for value in values[:MOST_OPTIONS] if isinstance(value, dict)]

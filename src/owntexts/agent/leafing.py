"""Leafing through a conversation: from its end, from a message, from a day. Ids are hex, of any member."""

from collections.abc import Collection

from owntexts.agent.home import Home
from owntexts.agent.reading import find_conversation
from owntexts.model.message import Message
from owntexts.replica import messages, stretches
from owntexts.replica.messages import no_message
from owntexts.replica.stretches import Stretch


def newest(home: Home, conversation: str, most: int) -> Stretch:
    """The last messages. Raises NotFound, WrongUsage, as all of these do."""
    return stretches.newest(home.replica, find_conversation(home, conversation), most)


def before(home: Home, conversation: str, message: str, most: int) -> Stretch:
    """The messages just before this one."""
    return stretches.before(home.replica, find_conversation(home, conversation), _id(message), most)


def after(home: Home, conversation: str, message: str, most: int) -> Stretch:
    """The messages just after this one."""
    return stretches.after(home.replica, find_conversation(home, conversation), _id(message), most)


def around(home: Home, conversation: str, message: str, most: int) -> Stretch:
    """This message in the midst of others."""
    return stretches.around(home.replica, find_conversation(home, conversation), _id(message), most)


def since(home: Home, conversation: str, at: int, most: int) -> Stretch:
    """From a time on (UTC ms); the last messages where there is none so late."""
    return stretches.since(home.replica, find_conversation(home, conversation), at, most)


def between(home: Home, conversation: str, first: str, last: str | None, most: int) -> Stretch:
    """From one message to another, or to the end."""
    ends = _id(first), _id(last) if last else None
    return stretches.between(home.replica, find_conversation(home, conversation), *ends, most)


def message(home: Home, one: str) -> Message:
    """One message; deleted ones too."""
    return messages.message(home.replica, _id(one))


def quoted(home: Home, several: Collection[str]) -> dict[str, Message]:
    """Those of these messages that are here, by the id that was asked for."""
    found = messages.several(home.replica, [_id(one) for one in several])
    return {one.hex(): told for one, told in found.items()}


def _id(text: str) -> bytes:
    try:
        return bytes.fromhex(text)
    except ValueError:
        raise no_message(text) from None

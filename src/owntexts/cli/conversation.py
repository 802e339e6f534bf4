"""`owntexts pin`, `mute`, `name`, `read`: what you do to a conversation, the same on all of your devices."""

from typing import Annotated

from cyclopts import Parameter

from owntexts.agent import conversations
from owntexts.agent.home import open_home
from owntexts.cli import words
from owntexts.cli.flags import Json
from owntexts.cli.output import show

Conversation = Annotated[
    str, Parameter(help="Its id (8 digits of it are enough), its name, or the number or address of the other person.")
]
Off = Annotated[bool, Parameter(help="Take it back.")]


def pin(conversation: Conversation, /, *, off: Off = False, json: Json = False) -> None:
    """Put a conversation first in the list, on all of your devices.

    For example:
        owntexts pin 5b1c09de
        owntexts pin "Family" --off
    """
    with open_home() as home:
        done = conversations.pin(home, conversation, pinned=not off)
    show(done, lambda: f"{done.id[:8]} {'stands first now' if done.pinned else 'is back in its place'}.", json=json)


def mute(conversation: Conversation, /, *, off: Off = False, json: Json = False) -> None:
    """Let nothing tell of a conversation's new messages, on all of your devices.

    For example:
        owntexts mute 5b1c09de
        owntexts mute "Family" --off
    """
    with open_home() as home:
        done = conversations.mute(home, conversation, muted=not off)
    show(done, lambda: f"{done.id[:8]} is {'muted' if done.muted else 'heard again'}.", json=json)


def name(conversation: Conversation, called: str, /, *, json: Json = False) -> None:
    """Give a conversation a name of your own, on all of your devices.

    For example:
        owntexts name 5b1c09de "Book club"
        owntexts name 5b1c09de ""

    Parameters
    ----------
    called
        The name; an empty one takes it back.
    """
    with open_home() as home:
        done = conversations.name(home, conversation, called)
    show(done, lambda: f"{done.id[:8]} is called {words.plain(done.name or 'as it was')}.", json=json)


def read(conversation: Conversation, /, *, json: Json = False) -> None:
    """Mark all that is in a conversation now as read, on all of your devices.

    For example:
        owntexts read 5b1c09de
    """
    with open_home() as home:
        done = conversations.read(home, conversation)
    show(done, lambda: f"{done.id[:8]} is read until {words.when(done.read_until)}.", json=json)

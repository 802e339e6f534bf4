"""What the person does to a conversation."""

from owntexts.agent import conversations
from owntexts.agent.home import Home


class DoingShelf:
    """The conversations of a home, changed."""

    def __init__(self, home: Home) -> None:
        self._home = home

    def pin(self, conversation: str, *, pinned: bool) -> None:
        conversations.pin(self._home, conversation, pinned=pinned)

    def mute(self, conversation: str, *, muted: bool) -> None:
        conversations.mute(self._home, conversation, muted=muted)

    def name(self, conversation: str, called: str) -> None:
        conversations.name(self._home, conversation, called)

    def read(self, conversation: str) -> None:
        conversations.read(self._home, conversation)

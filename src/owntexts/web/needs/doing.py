"""What the person does to a conversation; it travels to all of their devices."""

from typing import Protocol


class Doing(Protocol):
    """Conversations are named by any member's id, in hex."""

    def pin(self, conversation: str, *, pinned: bool) -> None: ...

    def mute(self, conversation: str, *, muted: bool) -> None: ...

    def name(self, conversation: str, called: str) -> None:
        """An empty name takes the person's own back."""

    def read(self, conversation: str) -> None:
        """All that is there now is read."""

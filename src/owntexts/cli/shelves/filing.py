"""The files of messages."""

from collections.abc import Collection, Mapping, Sequence

from owntexts.agent import showing
from owntexts.agent.enlarging import Enlarging
from owntexts.agent.home import Home
from owntexts.agent.showing import Opened
from owntexts.replica.looks import Look


class FilesShelf:
    """The attachments of a home."""

    def __init__(self, home: Home) -> None:
        self._home = home
        self._enlarging = Enlarging(home)

    def close(self) -> None:
        """Ends what decodes pictures."""
        self._enlarging.close()

    def looks(self, attachments: Collection[str]) -> Mapping[str, Look]:
        return showing.looks(self._home, attachments)

    def picture(self, attachment: str) -> bytes:
        return showing.picture(self._home, attachment)

    def large_picture(self, attachment: str) -> bytes:
        return self._enlarging.picture(attachment)

    def opened(self, attachment: str) -> Opened:
        return showing.opened(self._home, attachment)

    def beginning(self, attachment: str, most: int) -> bytes:
        return showing.beginning(self._home, attachment, most)

    def fetch(self, attachment: str, *, now: bool) -> Sequence[str]:
        return showing.fetch(self._home, attachment, now=now)

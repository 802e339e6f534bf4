"""The files of messages."""

from collections.abc import Collection, Mapping
from importlib.util import find_spec

from owntexts.agent import showing
from owntexts.agent.enlarging import Enlarging
from owntexts.agent.home import Home
from owntexts.agent.showing import Opened
from owntexts.agent.wanted import Fetched, Wanted
from owntexts.replica.looks import Look


class FilesShelf:
    """The attachments of a home."""

    def __init__(self, home: Home) -> None:
        self._home = home
        self._enlarging = Enlarging(home)
        self._wanted = Wanted(home.path)

    def close(self) -> None:
        """Ends what decodes pictures, and what is being fetched."""
        self._enlarging.close()
        self._wanted.close()

    def looks(self, attachments: Collection[str]) -> Mapping[str, Look]:
        return showing.looks(self._home, attachments)

    def picture(self, attachment: str) -> bytes:
        return showing.picture(self._home, attachment)

    def large_picture(self, attachment: str) -> bytes:
        return self._enlarging.picture(attachment)

    def hears(self) -> bool:
        return find_spec("av") is not None

    def sound(self, attachment: str) -> bytes:
        return self._enlarging.sound(attachment)

    def opened(self, attachment: str) -> Opened:
        return showing.opened(self._home, attachment)

    def beginning(self, attachment: str, most: int, *, at_once: bool) -> bytes:
        return showing.beginning(self._home, attachment, most, at_once=at_once)

    def fetch(self, attachment: str, *, now: bool) -> None:
        self._wanted.fetch(self._home, attachment, now=now)

    def fetched(self, attachment: str) -> Fetched | None:
        return self._wanted.told(attachment)

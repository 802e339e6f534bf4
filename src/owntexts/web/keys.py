"""A recovery key between the moment it is made and the moment the person has shown to have kept it; in memory only."""

from collections.abc import Callable
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Final, NamedTuple

SHOWN_S: Final = 3600
GROUPS_ASKED: Final = 2

_READ_AS: Final = str.maketrans("OIL", "011", " -")


class Key(NamedTuple):
    """A recovery key, what it opens, and the page that comes after it."""

    account: str
    hub: str
    written: str
    next: str = "/welcome/messages"

    @property
    def groups(self) -> list[str]:
        """The key as it is written down."""
        return self.written.split("-")

    @property
    def asked(self) -> list[int]:
        """Which groups the person is asked for, counted from 1: some that nobody remembers from a glance."""
        first, second = sha256(self.written.encode()).digest()[:GROUPS_ASKED]
        half = len(self.groups) // 2
        return [first % half + 1, second % (len(self.groups) - half) + half + 1]

    def is_known(self, typed: list[str]) -> bool:
        """Whether these are the groups that were asked for."""
        wanted = [self.groups[number - 1] for number in self.asked]
        return [text.upper().translate(_READ_AS) for text in typed] == wanted


@dataclass
class ShownKeys:
    """By session the key that it may look at, for an hour at most."""

    clock: Callable[[], float]
    _keys: dict[bytes, tuple[float, Key]] = field(default_factory=dict)

    def keep(self, session: str, key: Key) -> None:
        self._keys[_digest(session)] = (self.clock() + SHOWN_S, key)

    def of(self, session: str) -> Key | None:
        """The key of this session, while it is shown."""
        ends, key = self._keys.get(_digest(session), (0.0, None))
        if ends <= self.clock():
            self._keys.pop(_digest(session), None)
            return None
        return key

    def forget(self, session: str) -> None:
        self._keys.pop(_digest(session), None)


def _digest(session: str) -> bytes:
    return sha256(session.encode("utf-8", "surrogateescape")).digest()

"""Tickets of sign-ins: for some minutes they read one keyring and append one entry. A restart ends them all."""

import threading
from collections import OrderedDict
from collections.abc import Callable
from hashlib import sha256
from typing import Final

from msgspec import Struct

LIVES_MS: Final = 15 * 60_000
MOST: Final = 1_000
PREFIX: Final = "ticket."


class Ticket(Struct):
    """`spent_on` is the hash of the entry that it appended; the very same entry may come again."""

    account: bytes
    ends_at: int
    spent_on: bytes | None = None


class Tickets:
    """The tickets in force; the oldest goes when there are too many."""

    def __init__(self, random: Callable[[int], bytes]) -> None:
        self._random = random
        self._tickets: OrderedDict[bytes, Ticket] = OrderedDict()
        self._guard = threading.Lock()

    def issue(self, account: bytes, now: int) -> str:
        text = PREFIX + self._random(32).hex()
        with self._guard:
            self._tickets[_digest(text)] = Ticket(account, now + LIVES_MS)
            while len(self._tickets) > MOST:
                self._tickets.popitem(last=False)
        return text

    def get(self, text: str, now: int) -> Ticket | None:
        with self._guard:
            ticket = self._tickets.get(_digest(text))
        return ticket if ticket is not None and now < ticket.ends_at else None

    def end_others(self, account: bytes, kept: Ticket | None) -> None:
        """After a change of secrets: what the old ones opened is shut."""
        with self._guard:
            ended = [key for key, each in self._tickets.items() if each.account == account and each is not kept]
            for key in ended:
                del self._tickets[key]


def _digest(text: str) -> bytes:
    return sha256(text.encode()).digest()

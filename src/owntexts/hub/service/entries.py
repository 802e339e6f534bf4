"""Keyrings as this hub knows them: parsed and judged by `wire.keyring`, remembered while their head stays."""

import threading
from collections import OrderedDict
from collections.abc import Callable
from typing import Final, TypeVar

from owntexts.errors import HubFailed, IntegrityFailed
from owntexts.hub.ports import Account, Books, Login
from owntexts.hub.service.refusals import malformed, version_apart
from owntexts.wire.entry import Action, SetPassword, SetRecovery
from owntexts.wire.keyring import Keyring, fold

REMEMBERED: Final = 64

Judged = TypeVar("Judged")


class Keyrings:
    """The newest keyring of each account that was asked for lately."""

    def __init__(self) -> None:
        self._known: OrderedDict[bytes, Keyring] = OrderedDict()
        self._guard = threading.Lock()

    def of(self, books: Books, account: Account) -> Keyring:
        """The account's keyring, folded anew only where its head has moved."""
        with self._guard:
            known = self._known.get(account.id)
        if known is not None and known.hash == account.keyring_hash:
            return known
        keyring = fold(books.log.entries(account.id, 0))
        self._remember(keyring)
        return keyring

    def extended(self, books: Books, account: Account, entry: bytes) -> Keyring:
        """The keyring with one more entry, or a refusal of the entry."""
        keyring = self.of(books, account)
        longer = judged(lambda: keyring.extended(entry))
        self._remember(longer)
        return longer

    def _remember(self, keyring: Keyring) -> None:
        with self._guard:
            self._known[keyring.account] = keyring
            self._known.move_to_end(keyring.account)
            while len(self._known) > REMEMBERED:
                self._known.popitem(last=False)


def judged(judge: Callable[[], Judged]) -> Judged:
    """What `judge` finds in bytes from outside; what it rejects becomes a refusal."""
    try:
        return judge()
    except IntegrityFailed as error:
        raise malformed(f"{error.code}: {error.finding.explanation}") from error
    except HubFailed as error:
        raise version_apart("The item was written by a newer Owntexts than the hub's.") from error


def login_of(action: Action) -> Login | None:
    """The login that an action sets."""
    match action:
        case SetPassword():
            return Login("password", action.login, action.salt, action.memory_kib, action.iterations, action.lanes)
        case SetRecovery():
            return Login("recovery", action.login, b"", 0, 0, 0)
    return None

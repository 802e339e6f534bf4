"""The keyring of an account: read by members and visitors, extended by compare-and-set on its head."""

from typing import Final

from owntexts.hub.ports import Account, Books
from owntexts.hub.service.accounts import new_device
from owntexts.hub.service.callers import Caller, Visitor, account_of
from owntexts.hub.service.entries import Keyrings, judged, login_of
from owntexts.hub.service.nudges import Nudges
from owntexts.hub.service.refusals import conflict, malformed, signed_out, too_large
from owntexts.hub.service.tickets import Tickets
from owntexts.hub.service.tools import Tools
from owntexts.hub.service.zones import Placing, place, position_of
from owntexts.wire import limits
from owntexts.wire.entry import AddDevice, Entry, RemoveDevice, SetPassword, SetRecovery, parse
from owntexts.wire.hub import ChangeToken

MOST_BYTES: Final = 48 << 20


class KeyringService:
    """Reading and extending keyrings."""

    def __init__(self, tools: Tools, keyrings: Keyrings, tickets: Tickets, nudges: Nudges) -> None:
        self._tools = tools
        self._keyrings = keyrings
        self._tickets = tickets
        self._nudges = nudges

    def entries(self, caller: Caller, since: int) -> list[bytes]:
        """Entries from number `since` on; when they are many, the first of them."""
        taken: list[bytes] = []
        room = MOST_BYTES
        with self._tools.database.reading() as books:
            for entry in books.log.entries(caller.account, since):
                room -= len(entry)
                if room < 0:
                    break
                taken.append(entry)
        return taken

    def append(self, caller: Caller, data: bytes, token_sha256: bytes | None) -> ChangeToken:
        """The position after the entry; the same bytes again get the same answer.

        Devices that it adds are let in with `token_sha256`, devices that it removes are shut out, and a new password
        or recovery key signs in from here on: all in one transaction.
        """
        if len(data) > limits.ENTRY:
            raise too_large(limits.ENTRY)
        entry = judged(lambda: parse(data))
        newcomer = _newcomer(entry, token_sha256)
        with self._tools.database.writing() as books:
            account = account_of(books, caller, lock=True)
            known = books.log.by_entry(account.id, entry.number)
            if known is not None and known.hash == entry.hash:
                return position_of(account, known)
            _check_unspent(caller)
            _check_head(account, entry)
            self._keyrings.extended(books, account, data)
            self._carry_out(books, account, entry, newcomer)
            placing = Placing("entry", data, self._tools.now(), entry_number=entry.number)
            position = place(books, account, placing).position
        self._announce(caller, entry, position)
        return position

    def _carry_out(self, books: Books, account: Account, entry: Entry, newcomer: tuple[bytes, bytes] | None) -> None:
        if newcomer is not None:
            device, token_sha256 = newcomer
            if books.devices.with_token(token_sha256) is not None:
                raise malformed("The token is another device's.")
            books.devices.add(new_device(account.id, device, token_sha256, self._tools.now()))
        for action in entry.body.actions:
            if isinstance(action, RemoveDevice):
                books.devices.remove(account.id, action.device)
            login = login_of(action)
            if login is not None:
                books.accounts.set_login(account.id, login)

    def _announce(self, caller: Caller, entry: Entry, position: ChangeToken) -> None:
        ticket = caller.ticket if isinstance(caller, Visitor) else None
        if ticket is not None:
            ticket.spent_on = entry.hash
        if any(isinstance(action, SetPassword | SetRecovery) for action in entry.body.actions):
            self._tickets.end_others(caller.account, ticket)
        for action in entry.body.actions:
            if isinstance(action, RemoveDevice):
                self._nudges.let_go(caller.account, action.device)
        self._nudges.announce(caller.account, position.token)


def _newcomer(entry: Entry, token_sha256: bytes | None) -> tuple[bytes, bytes] | None:
    """The device that the entry adds and its token's hash."""
    added = [action.device for action in entry.body.actions if isinstance(action, AddDevice)]
    if not added and token_sha256 is None:
        return None
    if len(added) != 1 or token_sha256 is None:
        raise malformed("An entry that adds a device adds one, and comes with the hash of its token.")
    return added[0], token_sha256


def _check_unspent(caller: Caller) -> None:
    if isinstance(caller, Visitor) and caller.ticket.spent_on is not None:
        raise signed_out()


def _check_head(account: Account, entry: Entry) -> None:
    if entry.body.account != account.id:
        raise malformed("The entry belongs to another account.")
    if (entry.number, entry.body.previous) != (account.keyring_number + 1, account.keyring_hash):
        raise conflict("keyring_moved", f"The keyring's head is entry {account.keyring_number}.")

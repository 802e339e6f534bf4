"""Who is asking: a device by its token, or somebody who just signed in, by a ticket."""

import re
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256
from typing import Final

from owntexts.hub.ports import Account, Books, Device, StorageFailed, StorageFull
from owntexts.hub.service.refusals import device_revoked, signed_out
from owntexts.hub.service.tickets import PREFIX, Ticket, Tickets
from owntexts.hub.service.tools import Tools

SEEN_EVERY_MS: Final = 60_000
_TOKEN: Final = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True)
class Member:
    """A device whose token is in force."""

    account: bytes
    device: bytes


@dataclass(frozen=True)
class Visitor:
    """Somebody who proved a secret of the account."""

    account: bytes
    ticket: Ticket


Caller = Member | Visitor


def account_of(books: Books, caller: Caller, *, lock: bool = False) -> Account:
    """The caller's account; `lock` keeps every other writer out of its zone until the transaction ends."""
    account = books.accounts.get(caller.account, lock=lock)
    if account is None:
        raise signed_out()
    return account


def still_active(books: Books, caller: Member) -> Device:
    """The asking device; Refused where its door was shut since it was recognised."""
    device = books.devices.get(caller.account, caller.device)
    if device is None or not device.active:
        raise device_revoked() if device is not None and device.removed else signed_out()
    return device


class Callers:
    """Recognising callers by what stands after `Bearer`."""

    def __init__(self, tools: Tools, tickets: Tickets) -> None:
        self._tools = tools
        self._tickets = tickets

    def recognised(self, bearer: str) -> Caller:
        """Refused (401) for a token or ticket that is unknown or has ended."""
        if bearer.startswith(PREFIX):
            return self._visitor(bearer)
        if not _TOKEN.fullmatch(bearer):
            raise signed_out()
        return self._member(sha256(bytes.fromhex(bearer)).digest())

    def _visitor(self, bearer: str) -> Visitor:
        ticket = self._tickets.get(bearer, self._tools.now())
        if ticket is None:
            raise signed_out()
        return Visitor(ticket.account, ticket)

    def _member(self, token_sha256: bytes) -> Member:
        with self._tools.database.reading() as books:
            device = books.devices.with_token(token_sha256)
        if device is None:
            raise signed_out()
        if device.removed:
            raise device_revoked()
        self._note(device)
        return Member(device.account, device.id)

    def _note(self, device: Device) -> None:
        """Remember, to the minute, when a device was here; a full disk is no reason to send it away."""
        now = self._tools.now()
        if device.last_seen_at is not None and 0 <= now - device.last_seen_at < SEEN_EVERY_MS:
            return
        with suppress(StorageFull, StorageFailed), self._tools.database.writing() as books:
            books.devices.seen(device.account, device.id, now)

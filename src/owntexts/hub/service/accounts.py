"""New accounts: entry 0 of a keyring, a free name, and leave to be here."""

from dataclasses import dataclass
from hashlib import sha256
from typing import Final

from owntexts.hub.ports import Account, Books, Device, Invite
from owntexts.hub.service.entries import judged, login_of
from owntexts.hub.service.limits import Window, address_key
from owntexts.hub.service.names import checked_name, name_key
from owntexts.hub.service.refusals import invite_needed, malformed, name_taken, too_large
from owntexts.hub.service.tools import Tools
from owntexts.hub.service.zones import Placing, place, position_of
from owntexts.wire import limits
from owntexts.wire.entry import Entry, parse
from owntexts.wire.hub import ChangeToken, CreateAccount
from owntexts.wire.keyring import Keyring, fold
from owntexts.wire.log import start

TRIES: Final = 20
SPAN_MS: Final = 15 * 60_000
_NO_HASH: Final = bytes(32)


@dataclass(frozen=True)
class Beginning:
    """What a new account starts with."""

    name: str
    quota: int
    request: CreateAccount
    keyring: Keyring
    entry: Entry


class AccountService:
    """Making accounts. `quota` is what a new one gets when its invite does not say."""

    def __init__(self, tools: Tools, quota: int) -> None:
        self._tools = tools
        self._quota = quota
        self._wrong_codes = Window(TRIES, SPAN_MS)

    def create(self, request: CreateAccount, address: str, *, at_home: bool) -> ChangeToken:
        """The position after entry 0. `at_home`: from this very machine, so the first account needs no code.

        The same request again gets the same answer.
        """
        name = checked_name(request.name)
        keyring, entry = _first(request)
        with self._tools.database.writing() as books:
            known = books.accounts.get(keyring.account, lock=True)
            if known is not None:
                return _again(books, known, request)
            invite = self._admitted(books, request.invite, name, address, at_home=at_home)
            if books.accounts.named(name_key(name)) is not None:
                raise name_taken()
            quota = self._quota if invite is None or invite.quota is None else invite.quota
            return self._made(books, Beginning(name, quota, request, keyring, entry))

    def _admitted(self, books: Books, code: str | None, name: str, address: str, *, at_home: bool) -> Invite | None:
        """The invite, spent; None where none is needed."""
        now = self._tools.now()
        if code is None and at_home and books.accounts.count() == 0:
            return None
        self._wrong_codes.take(address_key(address), now)
        invite = books.invites.get(code_digest(code)) if code else None
        if invite is None or not _opens(invite, name, now):
            raise invite_needed()
        self._wrong_codes.give_back(address_key(address))
        books.invites.spend(invite.code_sha256)
        return invite

    def _made(self, books: Books, new: Beginning) -> ChangeToken:
        now = self._tools.now()
        request, keyring, entry = new.request, new.keyring, new.entry
        account = Account(
            id=keyring.account,
            name=new.name,
            created_at=now,
            quota=new.quota,
            used=0,
            position=ChangeToken(request.incarnation, 0, start(keyring.account, request.incarnation)),
            keyring_number=0,
            keyring_hash=entry.hash,
        )
        books.accounts.add(account, name_key(new.name))
        for login in filter(None, map(login_of, entry.body.actions)):
            books.accounts.set_login(account.id, login)
        (device,) = keyring.devices
        books.devices.add(new_device(account.id, device, request.token_sha256, now))
        books.invites.drop_setup()
        return place(books, account, Placing("entry", request.entry, now, entry_number=0)).position


def new_device(account: bytes, device: bytes, token_sha256: bytes, now: int) -> Device:
    """A device that has written nothing yet."""
    return Device(account, device, 0, _NO_HASH, token_sha256, removed=False, last_seen_at=now)


def code_digest(code: str) -> bytes:
    """What is kept of a code; how it was typed (case, spaces, hyphens) does not matter."""
    plain = "".join(character for character in code.upper() if character.isalnum())
    return sha256(b"owntexts invite 1\0" + plain.encode()).digest()


def _first(request: CreateAccount) -> tuple[Keyring, Entry]:
    if len(request.entry) > limits.ENTRY:
        raise too_large(limits.ENTRY)
    if len(request.incarnation) != limits.ID or len(request.token_sha256) != len(_NO_HASH):
        raise malformed("An incarnation has 16 bytes and the hash of a token 32.")
    keyring = judged(lambda: fold([request.entry]))
    if len(keyring.devices) != 1:
        raise malformed("An account begins with one device.")
    return keyring, judged(lambda: parse(request.entry))


def _again(books: Books, known: Account, request: CreateAccount) -> ChangeToken:
    first = books.log.by_entry(known.id, 0)
    if first is None or first.data != request.entry or name_key(known.name) != name_key(request.name):
        raise malformed("An account of this id was made otherwise.")
    return position_of(known, first)


def _opens(invite: Invite, name: str, now: int) -> bool:
    in_time = invite.expires_at is None or now < invite.expires_at
    return in_time and (invite.name is None or name_key(invite.name) == name_key(name))

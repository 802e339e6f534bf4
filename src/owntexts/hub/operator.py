"""What whoever runs a hub may do and see: links, invites, names, sizes. Works beside the serving process."""

from collections.abc import Callable
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from msgspec import Struct

from owntexts.errors import NotFound, WrongUsage
from owntexts.explain import Evidence, Fix
from owntexts.hub.backends.folder import DataFolder, Serving
from owntexts.hub.opening import opened
from owntexts.hub.ports import AccountSummary, Database, Invite
from owntexts.hub.service.accounts import code_digest
from owntexts.hub.service.names import checked_name, name_key
from owntexts.hub.service.refusals import Refused
from owntexts.hub.service.tools import rfc3339

INVITE_LIVES_MS: Final = 7 * 24 * 3_600_000
CODE_BYTES: Final = 10
CODE_GROUP: Final = 4
_ALPHABET: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


class NewInvite(Struct, frozen=True):
    """A code that makes one account, and until when (RFC 3339)."""

    code: str
    expires_at: str


class AccountLine(Struct, frozen=True):
    """All that an operator can see of an account."""

    name: str
    devices: int
    used: int
    quota: int
    last_seen_at: str | None


class Quota(Struct, frozen=True):
    """An account's storage, in bytes."""

    name: str
    used: int
    quota: int


def link(data: Path) -> str:
    """What devices are given to reach this hub: with a self-made certificate a link that pins it, else its address."""
    return link_of(DataFolder.found(data).last_serving())


def link_of(serving: Serving) -> str:
    """The link of a hub that is served like this."""
    address = serving.public_url or serving.url
    if serving.sha256 is None:
        return address.rstrip("/")
    return f"owntexts://{urlsplit(address).netloc}/?sha256={serving.sha256}"


def invite(data: Path, *, name: str | None, quota: int | None, now: int, random: Callable[[int], bytes]) -> NewInvite:
    """A code for one new account, for a week; only for `name` where one is given."""
    code, ends_at = new_code(random), now + INVITE_LIVES_MS
    with opened(DataFolder.found(data)) as database, database.writing() as books:
        books.invites.drop_expired(now)
        books.invites.add(
            Invite(
                code_sha256=code_digest(code),
                created_at=now,
                name=None if name is None else _usable(name),
                quota=quota,
                expires_at=ends_at,
            )
        )
    return NewInvite(code, rfc3339(ends_at))


def accounts(data: Path) -> list[AccountLine]:
    """Every account of the hub, by name."""
    with opened(DataFolder.found(data)) as database, database.reading() as books:
        return [_line(each) for each in books.accounts.summaries()]


def set_quota(data: Path, name: str, quota: int) -> Quota:
    """Give an account more room or less; what is stored already stays."""
    with opened(DataFolder.found(data)) as database, database.writing() as books:
        account = books.accounts.named(name_key(name))
        if account is None:
            raise _nobody(name)
        books.accounts.set_quota(account.id, quota)
    return Quota(account.name, account.used, quota)


def new_setup_code(database: Database, now: int, random: Callable[[int], bytes]) -> str | None:
    """The code that the first account needs, in place of any older one; None where there are accounts."""
    with database.writing() as books:
        if books.accounts.count():
            return None
        code = new_code(random)
        books.invites.drop_setup()
        books.invites.add(Invite(code_sha256=code_digest(code), created_at=now, setup=True))
    return code


def new_code(random: Callable[[int], bytes]) -> str:
    """80 random bits to be read aloud: four groups of four letters and digits that do not look alike."""
    number = int.from_bytes(random(CODE_BYTES), "big")
    letters = "".join(_ALPHABET[number >> 5 * place & 31] for place in range(CODE_BYTES * 8 // 5))
    return "-".join(letters[at : at + CODE_GROUP] for at in range(0, len(letters), CODE_GROUP))


def _line(each: AccountSummary) -> AccountLine:
    seen = None if each.last_seen_at is None else rfc3339(each.last_seen_at)
    return AccountLine(each.name, each.devices, each.used, each.quota, seen)


def _usable(name: str) -> str:
    try:
        return checked_name(name)
    except Refused as refusal:
        raise WrongUsage(
            "This cannot be an account's name",
            refusal.detail,
            evidence=(Evidence("name", name, origin="--name"),),
            fixes=(Fix("other-name", "Choose another name", "person"),),
        ) from refusal


def _nobody(name: str) -> NotFound:
    return NotFound(
        "No account has this name",
        "The hub knows accounts by their login name.",
        evidence=(Evidence("name", name, origin="the command"),),
        fixes=(Fix("accounts", "See all names", "person", command="owntexts hub accounts"),),
    )

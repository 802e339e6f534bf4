"""What a database and a blob store must give a hub, and the rows they carry.

Ids are 16 bytes, hashes 32 bytes, times milliseconds since 1970 UTC. Everything but invites belongs to one account.
"""

from collections.abc import Iterator
from contextlib import AbstractContextManager
from typing import Literal, Protocol

from msgspec import Struct

from owntexts.wire.hub import ChangeToken

Method = Literal["password", "recovery"]
ItemKind = Literal["entry", "batch", "heartbeat"]


class Login(Struct, frozen=True):
    """What proves a secret without knowing it: a public key, and how the password becomes the private one."""

    method: Method
    public_key: bytes
    salt: bytes
    memory_kib: int
    iterations: int
    lanes: int


class Account(Struct, frozen=True):
    """One person at this hub: a login name, where the zone and its keyring stand, and the storage used and allowed."""

    id: bytes
    name: str
    created_at: int
    quota: int
    used: int
    position: ChangeToken
    keyring_number: int
    keyring_hash: bytes


class Device(Struct, frozen=True):
    """A device: its last item, the SHA-256 of its token (None once ended) and whether the keyring removed it."""

    account: bytes
    id: bytes
    counter: int
    last_hash: bytes
    token_sha256: bytes | None
    removed: bool
    last_seen_at: int | None

    @property
    def active(self) -> bool:
        """Whether its token opens the door."""
        return self.token_sha256 is not None and not self.removed


class LogItem(Struct, frozen=True):
    """One item of a zone's log with its place; entries carry their number in the keyring and no device."""

    token: int
    hash: bytes
    zone_hash: bytes
    kind: ItemKind
    data: bytes
    stored_at: int
    device: bytes | None = None
    counter: int | None = None
    entry_number: int | None = None


class Invite(Struct, frozen=True):
    """Leave to create one account; `setup` marks the code that a hub without accounts prints."""

    code_sha256: bytes
    created_at: int
    setup: bool = False
    name: str | None = None
    quota: int | None = None
    expires_at: int | None = None


class AccountSummary(Struct, frozen=True):
    """All that an operator can see of an account."""

    name: str
    devices: int
    used: int
    quota: int
    last_seen_at: int | None


class Accounts(Protocol):
    """Accounts, found by id or by the key of their login name."""

    def count(self) -> int: ...

    def get(self, account: bytes, *, lock: bool = False) -> Account | None:
        """`lock` keeps every other writer out of this zone until the transaction ends."""
        ...

    def named(self, name_key: str) -> Account | None: ...

    def add(self, account: Account, name_key: str) -> None: ...

    def move(self, account: Account) -> None:
        """Store the account's new position, keyring head and bytes used."""
        ...

    def set_quota(self, account: bytes, quota: int) -> None: ...

    def summaries(self) -> list[AccountSummary]: ...

    def login(self, account: bytes, method: Method) -> Login | None: ...

    def set_login(self, account: bytes, login: Login) -> None: ...


class Devices(Protocol):
    """Devices of accounts."""

    def get(self, account: bytes, device: bytes) -> Device | None: ...

    def with_token(self, token_sha256: bytes) -> Device | None: ...

    def of(self, account: bytes) -> list[Device]: ...

    def add(self, device: Device) -> None: ...

    def move(self, account: bytes, device: bytes, counter: int, last_hash: bytes) -> None: ...

    def end_token(self, account: bytes, device: bytes) -> None: ...

    def remove(self, account: bytes, device: bytes) -> None:
        """The token's hash stays, so that who still knocks with it can be told why the door is shut."""
        ...

    def seen(self, account: bytes, device: bytes, at: int) -> None: ...


class Log(Protocol):
    """The items of zones, in token order."""

    def add(self, account: bytes, item: LogItem) -> None: ...

    def by_counter(self, account: bytes, device: bytes, counter: int) -> LogItem | None: ...

    def by_entry(self, account: bytes, number: int) -> LogItem | None: ...

    def zone_hash(self, account: bytes, token: int) -> bytes | None: ...

    def after(self, account: bytes, token: int) -> Iterator[LogItem]:
        """Items after a token, oldest first, read as they are asked for."""
        ...

    def entries(self, account: bytes, since: int) -> Iterator[bytes]:
        """Keyring entries whose number is `since` or higher, in order."""
        ...


class Invites(Protocol):
    """Unspent invites."""

    def add(self, invite: Invite) -> None: ...

    def get(self, code_sha256: bytes) -> Invite | None: ...

    def spend(self, code_sha256: bytes) -> None: ...

    def drop_setup(self) -> None: ...

    def drop_expired(self, now: int) -> None: ...


class Books(Protocol):
    """One transaction's view of everything a hub remembers."""

    @property
    def accounts(self) -> Accounts: ...

    @property
    def devices(self) -> Devices: ...

    @property
    def log(self) -> Log: ...

    @property
    def invites(self) -> Invites: ...


class Database(Protocol):
    """Where the books are kept. What `writing` returned from is on the disk for good."""

    def reading(self) -> AbstractContextManager[Books]:
        """A consistent view that sees no later commit."""
        ...

    def writing(self) -> AbstractContextManager[Books]:
        """All of the block or, when it raises, nothing. Raises StorageFull or StorageFailed."""
        ...

    def close(self) -> None: ...


class Blobs(Protocol):
    """Opaque encrypted objects of an account, named by 32-byte keyed digests."""

    def missing(self, account: bytes, ids: tuple[bytes, ...]) -> tuple[bytes, ...]: ...


class StorageFull(Exception):
    """The disk takes no more; nothing was written."""


class StorageFailed(Exception):
    """The disk or the database did not do its work; nothing was acknowledged."""

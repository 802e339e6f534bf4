"""What a database and a store of objects must give a hub, and the rows they carry.

Ids are 16 bytes, hashes 32 bytes, times milliseconds since 1970 UTC. Everything but invites belongs to one account.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from io import RawIOBase
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
    """One person at this hub: a login name, where the zone and its keyring stand, and the storage used and allowed.

    `used` counts the log and the blobs, `blobs` those alone: stored or with room reserved, and not being deleted.
    """

    id: bytes
    name: str
    created_at: int
    quota: int
    used: int
    position: ChangeToken
    keyring_number: int
    keyring_hash: bytes
    blobs: int = 0


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


class StoredBlob(Struct, frozen=True):
    """A blob: which object holds its bytes, their number and SHA-256, and when it goes for good if it is deleted."""

    id: bytes
    object: str
    size: int
    sha256: bytes
    stored_at: int
    delete_after: int | None = None


class LooseObject(Struct, frozen=True):
    """An object that is no blob's. While it is uploaded room is `reserved` for it, since `at`.

    Where nothing is reserved it is to be removed, once `at` has come.
    """

    account: bytes
    name: str
    at: int
    reserved: int | None = None


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


class StoredBlobs(Protocol):
    """The blobs of accounts. Whoever changes them holds the zone's lock and counts them in the account."""

    def get(self, account: bytes, blob: bytes) -> StoredBlob | None: ...

    def these(self, account: bytes, ids: Sequence[bytes]) -> list[StoredBlob]:
        """Those of the ids that are there, also those that are being deleted."""
        ...

    def add(self, account: bytes, blob: StoredBlob) -> None: ...

    def mark(self, account: bytes, ids: Sequence[bytes], delete_after: int | None) -> None: ...

    def drop(self, account: bytes, ids: Sequence[bytes]) -> None: ...

    def bytes_going(self, account: bytes) -> int:
        """What is being deleted and still takes room."""
        ...

    def accounts_with_due(self, now: int) -> list[bytes]: ...

    def due(self, account: bytes, now: int, most: int) -> list[StoredBlob]:
        """Blobs that are to go for good by now."""
        ...

    def objects_among(self, names: Sequence[str]) -> set[str]:
        """Which of these hold a blob's bytes."""
        ...

    def count(self) -> int: ...

    def after(self, account: bytes, blob: bytes, most: int) -> list[tuple[bytes, StoredBlob]]:
        """Blobs with their accounts, in the order of both ids, from the next one on."""
        ...

    def recount(self) -> None:
        """Count what each account stores anew."""
        ...


class LooseObjects(Protocol):
    """Objects that are no blob's, noted before they come to be and until they are gone: so none is ever forgotten."""

    def add(self, loose: LooseObject) -> None: ...

    def get(self, name: str) -> LooseObject | None: ...

    def take(self, name: str) -> None:
        """It has become a blob's."""
        ...

    def these(self, names: Sequence[str]) -> list[LooseObject]: ...

    def let_go(self, names: Sequence[str]) -> None:
        """These are to be removed, and nothing is reserved for them any more."""
        ...

    def let_all_go(self) -> None: ...

    def drop(self, names: Sequence[str]) -> None: ...

    def to_remove(self, now: int, most: int) -> list[LooseObject]: ...

    def uploading_since_before(self, then: int) -> list[LooseObject]: ...


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
    def blobs(self) -> StoredBlobs: ...

    @property
    def loose(self) -> LooseObjects: ...

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

    def noting(self) -> AbstractContextManager[Books]:
        """As `writing`, but a power cut may take it back: for what is worth nothing after one."""
        ...

    def close(self) -> None: ...


class NewObject(Protocol):
    """An object that is being written."""

    def write(self, pieces: Iterable[bytes]) -> None: ...

    def publish(self) -> None:
        """On the disk for good, under its name, whole; not at all where something has that name already."""
        ...

    def abandon(self) -> None:
        """Nothing of it stays. After `publish` this does nothing."""
        ...


class Objects(Protocol):
    """Sealed bytes under names that are given once, so that what has a name never changes.

    To make one where none is yet is the only condition that a store must know. All raise StorageFull or StorageFailed.
    """

    def create(self, account: bytes, name: str) -> NewObject: ...

    def open(self, account: bytes, name: str) -> RawIOBase | None: ...

    def size(self, account: bytes, name: str) -> int | None: ...

    def remove(self, account: bytes, name: str) -> None:
        """It may be gone already."""
        ...

    def all(self) -> Iterator[tuple[bytes, str]]:
        """Every object that was published, with its account."""
        ...

    def has_room(self, more: int) -> bool:
        """Whether so many bytes leave room for what must never lack it, the log."""
        ...


class StorageFull(Exception):
    """The disk takes no more; nothing was written."""


class StorageFailed(Exception):
    """The disk or the database did not do its work; nothing was acknowledged."""

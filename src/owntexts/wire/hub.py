"""What a device asks of a hub and what it gets: one protocol, implemented by transport, by tests and by liars.

All ids are 16 bytes, hashes 32 bytes, times RFC 3339 UTC. Calls raise HubFailed (cannot be reached, busy, certificate,
version), AccountRefused (signed out, wrong password, name taken, invite needed), IntegrityFailed (history_changed)
or one of the conflicts below, each of which the sync engine answers.
"""

from collections.abc import Iterator, Sequence
from typing import Literal, Protocol, runtime_checkable

from msgspec import Struct

ConflictCode = Literal["chain_conflict", "stale_epoch", "keyring_moved", "missing_blobs"]


class ChangeToken(Struct, frozen=True, array_like=True):
    """A position in a zone: which incarnation of it, how many items, and the hash of all of them."""

    incarnation: bytes
    token: int
    zone_hash: bytes


class About(Struct, frozen=True):
    """What a hub says of itself to anyone. `now` is its clock; versions are Owntexts versions."""

    version: str
    oldest_client: str
    now: str
    protocol: int = 1


class CreateAccount(Struct, frozen=True):
    """A new account: entry 0 of its keyring, the first incarnation, and the SHA-256 of the first device's token."""

    name: str
    entry: bytes
    incarnation: bytes
    token_sha256: bytes
    invite: str | None = None


class Challenge(Struct, frozen=True):
    """What a sign-in starts from; for an unknown name every value is a fake that stays the same."""

    nonce: bytes
    salt: bytes
    memory_kib: int
    iterations: int
    lanes: int


class SignIn(Struct, frozen=True):
    """Ed25519 over (label, nonce, host as dialled, account name) by the login key of the password or recovery key."""

    name: str
    method: Literal["password", "recovery"]
    nonce: bytes
    host: str
    signature: bytes


class Admission(Struct, frozen=True):
    """A short-lived ticket that reads the keyring and appends one entry that enrols a device or changes a password."""

    account: bytes
    ticket: str


class Head(Struct, frozen=True):
    """The newest position of a zone, its keyring's head, this device's last item, and the account's storage.

    `backed_up_at` is when the newest whole copy of the hub on another disk was begun; None from a hub that has none, or
    is too old to say.
    """

    position: ChangeToken
    keyring_number: int
    keyring_hash: bytes
    device_counter: int
    device_hash: bytes
    used: int
    quota: int
    now: str
    backed_up_at: str | None = None


class Item(Struct, frozen=True, array_like=True):
    """One log item. `data` is None for the asking device's own items, which it knows by hash."""

    token: int
    hash: bytes
    data: bytes | None


class Page(Struct, frozen=True, array_like=True):
    """Items after a position, in token order, and the head when they were read."""

    items: tuple[Item, ...]
    head: ChangeToken


class DeviceSeen(Struct, frozen=True):
    """What the hub knows of a device: when it last asked for anything, and whether its token still opens the door."""

    id: bytes
    last_seen_at: str | None
    active: bool


class Storage(Struct, frozen=True):
    """What an account takes at its hub, in bytes: all, its log, its blobs. What is deleted counts no more."""

    used: int
    quota: int
    log: int
    blobs: int


class Conflict(Exception):
    """The hub refused an item because of its place; the engine knows the answer to each kind."""

    def __init__(self, code: ConflictCode) -> None:
        super().__init__(code)
        self.code = code


class HistoryChanged(Exception):
    """The hub has no such (token, zone hash); `head` is what it has."""

    def __init__(self, head: ChangeToken) -> None:
        super().__init__("history_changed")
        self.head = head


class Hub(Protocol):
    """A hub as one device sees it."""

    def about(self) -> About: ...

    def create_account(self, request: CreateAccount) -> ChangeToken: ...

    def challenge(self, name: str, method: Literal["password", "recovery"]) -> Challenge: ...

    def sign_in(self, request: SignIn) -> Admission: ...

    def keyring(self, since: int = 0) -> list[bytes]: ...

    def append_entry(self, entry: bytes, token_sha256: bytes | None = None) -> ChangeToken: ...

    def head(self) -> Head: ...

    def fetch(self, since: ChangeToken, limit_bytes: int) -> Page: ...

    def push(self, item: bytes) -> ChangeToken: ...

    def devices(self) -> list[DeviceSeen]: ...

    def end_device(self, device: bytes) -> None: ...

    def nudges(self) -> Iterator[int]: ...


@runtime_checkable
class BlobHub(Protocol):
    """The blobs of one account, as one device sees them. Ids are 16 bytes.

    Beside what a hub's calls raise: HubFailed storage.hub_full where an attachment finds no room in the quota.
    """

    def keep_blobs(self, ids: Sequence[bytes]) -> list[bytes]:
        """Which of these (at most KEPT_AT_ONCE) are missing; the others are kept, should they have been deleted."""
        ...

    def put_blob(self, blob: bytes, data: bytes, *, instead_of: bytes | None = None) -> bool:
        """Stores a sealed blob under its id; False where one of that id is there already.

        `instead_of` is SHA-256 of damaged bytes that were fetched: exactly those are replaced.
        """
        ...

    def blob(self, blob: bytes) -> bytes | None:
        """The sealed bytes; None where the hub has none of that id."""
        ...

    def delete_blobs(self, ids: Sequence[bytes], *, seen: ChangeToken, now: bool) -> int:
        """Deletes blobs that nothing refers to at the position `seen`; gives the bytes that are free from now on.

        They go for good after 7 days (`now`: an hour), unless an item needs them or someone keeps or puts them before.
        Raises HistoryChanged where `seen` is not the head: another device may have begun to refer to them.
        """
        ...

    def storage(self) -> Storage: ...

"""A hub in memory that keeps the rules of a real one: for tests that pull cables faster than sockets can be made.

`MemoryHub` is the server; `door` is what one device holds of it and implements `owntexts.wire.hub.Hub` and `BlobHub`.
What is deleted goes for good when a test says so, by `let_deleted_go`.
"""

import hmac
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from itertools import count
from typing import Literal

import msgspec

from owntexts.errors import AccountRefused, HubFailed
from owntexts.explain import Evidence, Fix
from owntexts.wire import batch as batches
from owntexts.wire import blob as blobs
from owntexts.wire import entry as entries
from owntexts.wire import keyring as keyrings
from owntexts.wire import limits, log
from owntexts.wire.hub import (
    About,
    Admission,
    Challenge,
    ChangeToken,
    Conflict,
    CreateAccount,
    DeviceSeen,
    Head,
    HistoryChanged,
    Item,
    Page,
    SignIn,
    Storage,
)
from owntexts.wire.keyring import Keyring
from owntexts.wire.objects import Kind, kind_of
from owntexts.wire.signing import login_message, verify

QUOTA = 5 << 30
START = "2026-01-01T00:00:00.000Z"


@dataclass
class StoredItem:
    """One log item as the hub keeps it; `device` is None for keyring entries."""

    data: bytes
    device: bytes | None
    counter: int
    zone_hash: bytes


@dataclass
class Zone:
    """One account's log and what follows from it."""

    incarnation: bytes
    keyring: Keyring
    entries: list[bytes]
    items: list[StoredItem] = field(default_factory=list)
    tokens: dict[bytes, bytes] = field(default_factory=dict)
    """SHA-256 of a device's token -> device id."""
    blobs: dict[bytes, bytes] = field(default_factory=dict)
    deleted: set[bytes] = field(default_factory=set)
    """Ids of blobs that are still there and go for good, unless they are kept, put or needed before."""

    @property
    def log_bytes(self) -> int:
        return sum(len(item.data) for item in self.items)

    @property
    def blob_bytes(self) -> int:
        return sum(len(data) for blob, data in self.blobs.items() if blob not in self.deleted)

    def more_with(self, blob: bytes, data: bytes) -> int:
        """How many more bytes would count with these stored under this id, and not deleted."""
        counting = 0 if blob in self.deleted else len(self.blobs.get(blob, b""))
        return len(data) - counting

    def position(self, token: int | None = None) -> ChangeToken:
        """The position at `token`, or at the head."""
        at = len(self.items) if token is None else token
        start = log.start(self.keyring.account, self.incarnation)
        return ChangeToken(self.incarnation, at, self.items[at - 1].zone_hash if at else start)

    def append(self, data: bytes, device: bytes | None, counter: int) -> ChangeToken:
        """Give the next token to an item."""
        zone_hash = log.advance(self.position().zone_hash, log.item_hash(data))
        self.items.append(StoredItem(data, device, counter, zone_hash))
        return self.position()

    def last_of(self, device: bytes) -> tuple[int, bytes]:
        """The counter and hash of a device's newest item."""
        own = [item for item in self.items if item.device == device]
        return (own[-1].counter, log.item_hash(own[-1].data)) if own else (0, batches.NO_HASH)


class MemoryHub:
    """Accounts, each with its zone. `now` gives the hub's clock as RFC 3339; blobs stop at the `quota`."""

    def __init__(self, now: Callable[[], str] = lambda: START, quota: int = QUOTA) -> None:
        self.now = now
        self.quota = quota
        self.zones: dict[str, Zone] = {}
        self.tickets: dict[str, str] = {}
        self.nonces: set[bytes] = set()
        self._numbers = count(1)

    def door(self, credential: bytes | str | None = None) -> "Door":
        """The hub as the holder of a device token (32 bytes), of a ticket (text) or of nothing sees it."""
        return Door(self, credential)

    def let_deleted_go(self) -> None:
        """What was deleted goes for good, as if its time had come."""
        for zone in self.zones.values():
            zone.blobs = {blob: data for blob, data in zone.blobs.items() if blob not in zone.deleted}
            zone.deleted.clear()

    def fresh(self, label: str) -> bytes:
        """32 bytes that were never given before, the same in every run."""
        return sha256(f"{label} {next(self._numbers)}".encode()).digest()


class Door:
    """One credential's view of a hub in memory."""

    def __init__(self, hub: MemoryHub, credential: bytes | str | None) -> None:
        self._hub = hub
        self._credential = credential

    def about(self) -> About:
        return About(version="0.1.0", oldest_client="0.1.0", now=self._hub.now())

    def create_account(self, request: CreateAccount) -> ChangeToken:
        if request.name in self._hub.zones:
            raise AccountRefused("The name is taken", code="account.name_taken")
        keyring = keyrings.fold([request.entry])
        zone = Zone(request.incarnation, keyring, [request.entry])
        zone.tokens[request.token_sha256] = next(iter(keyring.devices))
        self._hub.zones[request.name] = zone
        return zone.append(request.entry, None, 0)

    def challenge(self, name: str, method: Literal["password", "recovery"]) -> Challenge:
        nonce = self._hub.fresh("nonce")
        self._hub.nonces.add(nonce)
        if name not in self._hub.zones or method == "recovery":
            return Challenge(nonce, sha256(name.encode()).digest()[:16], 64 << 10, 3, 4)
        password = self._hub.zones[name].keyring.password
        return Challenge(nonce, password.salt, password.memory_kib, password.iterations, password.lanes)

    def sign_in(self, request: SignIn) -> Admission:
        zone = self._hub.zones.get(request.name)
        message = login_message(nonce=request.nonce, host=request.host, name=request.name, method=request.method)
        fresh = request.nonce in self._hub.nonces
        self._hub.nonces.discard(request.nonce)
        if zone is None or not fresh or not verify(_login_key(zone, request.method), message, request.signature):
            raise AccountRefused("The name or the password is not right", code="account.password_wrong")
        ticket = f"ticket.{self._hub.fresh('ticket').hex()}"
        self._hub.tickets[ticket] = request.name
        return Admission(zone.keyring.account, ticket)

    def keyring(self, since: int = 0) -> list[bytes]:
        return self._zone().entries[since:]

    def append_entry(self, entry: bytes, token_sha256: bytes | None = None) -> ChangeToken:
        zone = self._zone()
        parsed = entries.parse(entry)
        if parsed.body.previous != zone.keyring.hash:
            raise Conflict("keyring_moved")
        before = zone.keyring
        zone.keyring = before.extended(entry)
        zone.entries.append(entry)
        for device in set(zone.keyring.devices) - set(before.devices):
            if token_sha256 is not None:
                zone.tokens[token_sha256] = device
        for device in set(before.devices) - set(zone.keyring.devices):
            self._end(zone, device)
        return zone.append(entry, None, 0)

    def head(self) -> Head:
        zone = self._zone()
        counter, last_hash = zone.last_of(self._device(zone))
        return Head(
            position=zone.position(),
            keyring_number=zone.keyring.number,
            keyring_hash=zone.keyring.hash,
            device_counter=counter,
            device_hash=last_hash,
            used=zone.log_bytes + zone.blob_bytes,
            quota=self._hub.quota,
            now=self._hub.now(),
        )

    def fetch(self, since: ChangeToken, limit_bytes: int) -> Page:
        zone = self._zone()
        if since.token > len(zone.items) or zone.position(since.token) != since:
            raise HistoryChanged(zone.position())
        asking = self._device(zone)
        chosen: list[Item] = []
        room = limit_bytes
        for token, item in enumerate(zone.items[since.token :], start=since.token + 1):
            data = None if item.device == asking else item.data
            room -= len(data or b"") + 64
            if chosen and room < 0:
                break
            chosen.append(Item(token, log.item_hash(item.data), data))
        return Page(tuple(chosen), zone.position())

    def push(self, item: bytes) -> ChangeToken:
        zone = self._zone()
        if len(item) > limits.BATCH_SEALED:
            raise HubFailed("Something is too large for the hub", code="item.too_large")
        if kind_of(item) not in {Kind.BATCH, Kind.HEARTBEAT}:
            raise HubFailed("The hub refused the request", code="hub.refused")
        return self._committed(zone, batches.parse(item), item)

    def devices(self) -> list[DeviceSeen]:
        zone = self._zone()
        active = set(zone.tokens.values())
        return [DeviceSeen(device, self._hub.now(), device in active) for device in zone.keyring.devices]

    def end_device(self, device: bytes) -> None:
        self._end(self._zone(), device)

    def nudges(self) -> Iterator[int]:
        yield len(self._zone().items)

    def keep_blobs(self, ids: Sequence[bytes]) -> list[bytes]:
        zone = self._zone()
        there = {blob: zone.blobs[blob] for blob in ids if blob in zone.blobs}
        kept = {blob for blob, data in there.items() if self._has_room(zone, blob, data)}
        zone.deleted -= kept
        return [blob for blob in ids if blob not in kept]

    def put_blob(self, blob: bytes, data: bytes, *, instead_of: bytes | None = None) -> bool:
        zone = self._zone()
        header = blobs.parse(data).header
        if (header.account, header.id) != (zone.keyring.account, blob):
            raise HubFailed("The hub refused the request", code="hub.refused")
        there = zone.blobs.get(blob)
        stays = there is not None and (instead_of is None or sha256(there).digest() != instead_of)
        stored = there if there is not None and stays else data
        if not self._has_room(zone, blob, stored):
            raise _full(zone.log_bytes + zone.blob_bytes, self._hub.quota)
        zone.deleted.discard(blob)
        zone.blobs[blob] = stored
        return not stays

    def blob(self, blob: bytes) -> bytes | None:
        return self._zone().blobs.get(blob)

    def delete_blobs(self, ids: Sequence[bytes], *, seen: ChangeToken, now: bool) -> int:  # noqa: ARG002 - all the same
        zone = self._zone()
        if seen != zone.position():
            raise HistoryChanged(zone.position())
        before = zone.blob_bytes
        zone.deleted |= set(ids) & set(zone.blobs)
        return before - zone.blob_bytes

    def storage(self) -> Storage:
        zone = self._zone()
        used = zone.log_bytes + zone.blob_bytes
        return Storage(used=used, quota=self._hub.quota, log=zone.log_bytes, blobs=zone.blob_bytes)

    def _has_room(self, zone: Zone, blob: bytes, data: bytes) -> bool:
        more = zone.more_with(blob, data)
        return more <= 0 or zone.log_bytes + zone.blob_bytes + more <= self._hub.quota

    def _committed(self, zone: Zone, batch: batches.Batch, item: bytes) -> ChangeToken:
        header = batch.header
        device = self._device(zone)
        for token, stored in enumerate(zone.items, start=1):
            if stored.device == device and stored.counter == header.counter:
                if stored.data != item:
                    raise Conflict("chain_conflict")
                return zone.position(token)
        if header.epoch != zone.keyring.epoch:
            raise Conflict("stale_epoch")
        if (header.counter - 1, header.previous) != zone.last_of(device):
            raise Conflict("chain_conflict")
        if header.device != device or not batches.is_signed_by(batch, zone.keyring.devices[device].sign):
            raise HubFailed("The hub refused the request", code="hub.refused")
        if not set(header.needs) <= set(zone.blobs):
            raise Conflict("missing_blobs")
        zone.deleted -= set(header.needs)
        return zone.append(item, device, header.counter)

    def _zone(self) -> Zone:
        if isinstance(self._credential, str):
            name = self._hub.tickets.get(self._credential)
            if name is not None:
                return self._hub.zones[name]
        elif self._credential is not None:
            presented = sha256(self._credential).digest()
            for zone in self._hub.zones.values():
                if any(hmac.compare_digest(presented, known) for known in zone.tokens):
                    return zone
        raise AccountRefused("This device is signed out", code="account.signed_out")

    def _device(self, zone: Zone) -> bytes:
        token = self._credential if isinstance(self._credential, bytes) else b""
        return zone.tokens.get(sha256(token).digest(), b"")

    def _end(self, zone: Zone, device: bytes) -> None:
        zone.tokens = {token: owner for token, owner in zone.tokens.items() if owner != device}


def _full(used: int, quota: int) -> HubFailed:
    error = HubFailed(
        "Your room on the hub is full",
        code="storage.hub_full",
        evidence=(Evidence("storage.hub_used_bytes", used, quota, "hub"),),
        fixes=(Fix("quota", "Ask the operator for more room", "person"),),
    )
    error.finding = msgspec.structs.replace(error.finding, blocks=("attachments",))
    return error


def _login_key(zone: Zone, method: Literal["password", "recovery"]) -> bytes:
    return zone.keyring.password.login if method == "password" else zone.keyring.recovery.login

"""A hub that lies: it stands before an honest one and changes what one device is shown.

Each lie is a function from the true log (or keyring, or blob) to what is shown. A hub knows every byte and can compute
every zone hash, so the lies are retold with hashes that fit; what it cannot make is a member's signature, or a blob's
seal.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

from owntexts.wire import log
from owntexts.wire.hub import (
    About,
    Admission,
    BlobHub,
    Challenge,
    ChangeToken,
    CreateAccount,
    DeviceSeen,
    Head,
    Hub,
    Item,
    Page,
    SignIn,
    Storage,
)

BlobLie = Callable[[bytes, bytes | None], bytes | None]
Lie = Callable[[tuple[Item, ...]], list[Item]]


def truth(items: tuple[Item, ...]) -> list[Item]:
    """No lie."""
    return list(items)


def true_keyring(entries: list[bytes]) -> list[bytes]:
    """No lie."""
    return entries


def changed(items: tuple[Item, ...], token: int, *, at: int = -1) -> list[Item]:
    """One byte of the item with this token is another; the hash says so too."""
    return [_with_byte(item, at) if item.token == token else item for item in items]


def withheld(items: tuple[Item, ...], token: int) -> list[Item]:
    """The item with this token is left out, and the gap is left."""
    return [item for item in items if item.token != token]


def swapped(items: tuple[Item, ...], one: int, other: int) -> list[Item]:
    """Two items have changed places."""
    places = {one: other, other: one}
    return sorted((Item(places.get(item.token, item.token), item.hash, item.data) for item in items), key=_token)


def repeated(items: tuple[Item, ...], token: int) -> list[Item]:
    """The item with this token comes twice."""
    return [again for item in items for again in ((item, item) if item.token == token else (item,))]


def replaced(items: tuple[Item, ...], token: int, data: bytes) -> list[Item]:
    """Other bytes stand in the place of the item with this token."""
    return [Item(token, log.item_hash(data), data) if item.token == token else item for item in items]


def true_blobs(_blob: bytes, data: bytes | None) -> bytes | None:
    """No lie."""
    return data


def tampered(lied_about: bytes, *, at: int = -1) -> BlobLie:
    """One byte of this blob is another."""
    return lambda blob, data: _other_byte(data, at) if blob == lied_about and data is not None else data


def truncated(lied_about: bytes, length: int) -> BlobLie:
    """Of this blob there are only so many bytes."""
    return lambda blob, data: data[:length] if blob == lied_about and data is not None else data


def in_the_place_of(lied_about: bytes, other: bytes) -> BlobLie:
    """Other bytes are given for this blob: those of another blob, say."""
    return lambda blob, data: other if blob == lied_about else data


def lost(lied_about: bytes) -> BlobLie:
    """This blob is said not to be there, by whoever asks for its bytes."""
    return lambda blob, data: None if blob == lied_about else data


class WholeHub(Hub, BlobHub, Protocol):
    """A hub for texts and attachments."""


@dataclass
class LyingHub:
    """An honest hub's view of one device, retold. `account` is the device's account, for zone hashes.

    Every page is the whole log from token 0, told anew: renumbered without gaps, with a head that fits, and only then
    cut to what was asked; so the lie is as consistent as the hub can make it. With `clumsy` the tokens are shown as the
    lie left them and the head stays the honest one.
    """

    honest: WholeHub
    account: bytes
    lie: Lie = truth
    keyring_lie: Callable[[list[bytes]], list[bytes]] = true_keyring
    blob_lie: BlobLie = true_blobs
    clumsy: bool = False

    def head(self) -> Head:
        head = self.honest.head()
        _, told = self._story(head.position.incarnation)
        return Head(
            position=head.position if self.clumsy else told[-1],
            keyring_number=head.keyring_number,
            keyring_hash=head.keyring_hash,
            device_counter=head.device_counter,
            device_hash=head.device_hash,
            used=head.used,
            quota=head.quota,
            now=head.now,
        )

    def fetch(self, since: ChangeToken, limit_bytes: int) -> Page:
        if self.clumsy:
            page = self.honest.fetch(since, limit_bytes)
            return Page(tuple(self.lie(page.items)), page.head)
        items, told = self._story(since.incarnation)
        return Page(tuple(item for item in items if item.token > since.token), told[-1])

    def keyring(self, since: int = 0) -> list[bytes]:
        return self.keyring_lie(self.honest.keyring())[since:]

    def about(self) -> About:
        return self.honest.about()

    def create_account(self, request: CreateAccount) -> ChangeToken:
        return self.honest.create_account(request)

    def challenge(self, name: str, method: Literal["password", "recovery"]) -> Challenge:
        return self.honest.challenge(name, method)

    def sign_in(self, request: SignIn) -> Admission:
        return self.honest.sign_in(request)

    def append_entry(self, entry: bytes, token_sha256: bytes | None = None) -> ChangeToken:
        return self.honest.append_entry(entry, token_sha256)

    def push(self, item: bytes) -> ChangeToken:
        return self.honest.push(item)

    def devices(self) -> list[DeviceSeen]:
        return self.honest.devices()

    def end_device(self, device: bytes) -> None:
        self.honest.end_device(device)

    def nudges(self) -> Iterator[int]:
        return self.honest.nudges()

    def keep_blobs(self, ids: Sequence[bytes]) -> list[bytes]:
        return self.honest.keep_blobs(ids)

    def put_blob(self, blob: bytes, data: bytes, *, instead_of: bytes | None = None) -> bool:
        return self.honest.put_blob(blob, data, instead_of=instead_of)

    def blob(self, blob: bytes) -> bytes | None:
        return self.blob_lie(blob, self.honest.blob(blob))

    def delete_blobs(self, ids: Sequence[bytes], *, seen: ChangeToken, now: bool) -> int:
        return self.honest.delete_blobs(ids, seen=seen, now=now)

    def storage(self) -> Storage:
        return self.honest.storage()

    def _story(self, incarnation: bytes) -> tuple[list[Item], list[ChangeToken]]:
        start = ChangeToken(incarnation, 0, log.start(self.account, incarnation))
        whole = self.honest.fetch(start, 1 << 30).items
        items = [Item(place, item.hash, item.data) for place, item in enumerate(self.lie(whole), start=1)]
        told = [start]
        for item in items:
            told.append(ChangeToken(incarnation, item.token, log.advance(told[-1].zone_hash, item.hash)))
        return items, told


def _with_byte(item: Item, at: int) -> Item:
    if item.data is None:
        return item
    data = _other_byte(item.data, at)
    return Item(item.token, log.item_hash(data), data)


def _other_byte(data: bytes, at: int) -> bytes:
    changed = bytearray(data)
    changed[at] ^= 1
    return bytes(changed)


def _token(item: Item) -> int:
    return item.token

"""From fetched bytes to records: every item is placed, verified and opened before any of it is believed.

In this order, for each item: its token is the next one; its hash is that of its bytes; the zone hash goes on from it;
then, by what it is: an own item has the hash that was kept when sealing; an entry extends the keyring and fits what is
pinned; a batch stands in its device's chain, under the keyring in force, and names a history that is also ours.
The feed ends before the first item that fails. What is authentic and cannot be decoded is set aside, and it goes on.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from msgspec import structs

from owntexts.agent.members import Members
from owntexts.crypto.batches import check_signature, open_batch
from owntexts.crypto.chain import NOTHING_YET, Link, check
from owntexts.crypto.identity import Membership
from owntexts.errors import IntegrityFailed, OwntextsError
from owntexts.explain import Evidence
from owntexts.model.codec import decode_records
from owntexts.replica.apply import LogItem
from owntexts.wire import batch, log
from owntexts.wire.hub import ChangeToken, Item, Page
from owntexts.wire.keyring import Keyring, fold
from owntexts.wire.objects import Kind, kind_of
from owntexts.wire.refused import refused


@dataclass
class Standing:
    """Where the feed stands: what the next item is judged by.

    `keyring` is what the entries up to `position` make, None before the first. `members` is what this device believes
    of the whole keyring, which may be longer. `zone_hash_at` and `own_hash` look up what the replica has kept: the
    zone hash at a token, the hash that this device sealed under a counter. `fresh` has the zone hashes of this page.
    """

    position: ChangeToken
    keyring: Keyring | None
    members: Members
    membership: Membership
    chains: dict[bytes, Link]
    zone_hash_at: Callable[[int], bytes | None]
    own_hash: Callable[[int], bytes | None]
    fresh: dict[int, bytes] = field(default_factory=dict)

    def history(self, token: int) -> bytes | None:
        """Our own zone hash at a token, None beyond what was seen."""
        if token == 0:
            return log.start(self.membership.account, self.position.incarnation)
        return self.fresh.get(token) or self.zone_hash_at(token)


@dataclass(frozen=True)
class Read:
    """What a page gave: the items that may be believed, where the feed stands after them, and what ended it, if any."""

    items: tuple[LogItem, ...]
    standing: Standing
    refused: OwntextsError | None = None


def read_page(standing: Standing, page: Page) -> Read:
    """The items of a page, up to the first that cannot be believed; `standing` itself is left as it is."""
    now = replace(standing, chains=dict(standing.chains), fresh={})
    opened: list[LogItem] = []
    try:
        for item in page.items:
            opened.append(_read_item(now, item))  # noqa: PERF401 - what was read before a refusal is kept
        _check_head(now, page.head)
    except OwntextsError as error:
        return Read(tuple(opened), now, error)
    return Read(tuple(opened), now)


def _read_item(standing: Standing, item: Item) -> LogItem:
    _check_place(standing, item)
    placed = LogItem(item.token, item.hash, log.advance(standing.position.zone_hash, item.hash))
    if item.data is None:
        opened = _own(standing, placed)
    elif kind_of(item.data) is Kind.ENTRY:
        opened = _entry(standing, placed, item.data)
    else:
        opened = _batch(standing, placed, item.data)
    _step(standing, opened)
    return opened


def _step(standing: Standing, opened: LogItem) -> None:
    standing.position = ChangeToken(standing.position.incarnation, opened.token, opened.zone_hash)
    standing.fresh[opened.token] = opened.zone_hash
    if opened.device is not None and opened.counter is not None:
        standing.chains[opened.device] = (opened.counter, opened.hash)


def _own(standing: Standing, placed: LogItem) -> LogItem:
    device = standing.membership.device
    counter = standing.chains.get(device, NOTHING_YET)[0] + 1
    _check_own_hash(standing, counter, placed.hash)
    return structs.replace(placed, device=device, counter=counter)


def _entry(standing: Standing, placed: LogItem, data: bytes) -> LogItem:
    keyring = standing.keyring.extended(data) if standing.keyring else fold([data])
    members = standing.members
    if keyring.number > members.keyring.number:
        members = members.with_entry(data, keyring, standing.membership)
    if members.keyring.hashes[keyring.number] != keyring.hash:
        raise _other_entry(keyring)
    standing.keyring, standing.members = keyring, members
    return structs.replace(placed, entry=data)


def _batch(standing: Standing, placed: LogItem, data: bytes) -> LogItem:
    parsed = batch.parse(data)
    header, keyring = parsed.header, standing.keyring
    if keyring is None:
        raise _before_the_keyring(placed.token)
    check_signature(parsed, keyring)
    check(parsed, standing.chains.get(header.device), keyring)
    _check_seen(standing, header, placed.token)
    written = structs.replace(placed, device=header.device, counter=header.counter)
    if header.device == standing.membership.device:
        _check_own_hash(standing, header.counter, placed.hash)
        return written
    return _with_records(standing, written, parsed, data)


def _with_records(standing: Standing, placed: LogItem, parsed: batch.Batch, data: bytes) -> LogItem:
    if parsed.kind is Kind.HEARTBEAT:
        return structs.replace(placed, records=())
    try:
        plaintext = open_batch(parsed, standing.members.keyring, standing.members.epoch_keys)
        return structs.replace(placed, records=decode_records(plaintext))
    except IntegrityFailed as error:
        if error.code != "integrity.decode":
            raise
        return structs.replace(placed, set_aside=data, reason=error.finding.explanation)


def _check_place(standing: Standing, item: Item) -> None:
    expected = standing.position.token + 1
    if item.token != expected:
        raise refused(
            "The hub left out, repeated or moved an item",
            "The items of the account are numbered without gaps, and another number stands in this place.",
            Evidence("token", item.token, expected, "the page as it came"),
            code="integrity.history",
        )
    if item.data is not None and log.item_hash(item.data) != item.hash:
        raise refused(
            "The hub changed an item",
            "Its bytes are not those that the hub itself says they are.",
            Evidence("hash", log.item_hash(item.data).hex(), item.hash.hex(), "the page as it came"),
            Evidence("token", item.token, origin="the page as it came"),
        )


def _check_head(standing: Standing, head: ChangeToken) -> None:
    position = standing.position
    if head.incarnation != position.incarnation or head.token < position.token:
        fits = False
    else:
        fits = head.token > position.token or head.zone_hash == position.zone_hash
    if not fits:
        raise refused(
            "The hub's head does not follow from its items",
            "All items up to it were given, and together they have another hash: something was changed or left out.",
            Evidence("zone_hash", head.zone_hash.hex(), position.zone_hash.hex(), "the page as it came"),
            Evidence("token", head.token, position.token, "the page as it came"),
            code="integrity.history",
        )


def _check_own_hash(standing: Standing, counter: int, item_hash: bytes) -> None:
    sealed = standing.own_hash(counter)
    if sealed != item_hash:
        raise refused(
            "The hub shows an item of this device that it never wrote",
            "The hash of what this device sealed was kept, and the hub shows another.",
            Evidence("hash", item_hash.hex(), sealed.hex() if sealed else None, "outbox"),
            Evidence("counter", counter, origin="outbox"),
            code="integrity.device_chain",
        )


def _check_seen(standing: Standing, header: batch.BatchHeader, token: int) -> None:
    seen = header.seen
    if seen.token >= token:
        raise _withheld(header, token)
    if seen.incarnation != standing.position.incarnation or seen.zone_hash != standing.history(seen.token):
        raise refused(
            "The hub shows your devices different histories",
            "Another device signed what it had seen, and up to the same place this device was shown something else.",
            Evidence("device", header.device.hex(), origin="the item's header"),
            Evidence("token", seen.token, origin="the item's header"),
            Evidence(
                "zone_hash", seen.zone_hash.hex(), (standing.history(seen.token) or b"").hex(), "the item's header"
            ),
            code="integrity.history",
        )


def _withheld(header: batch.BatchHeader, token: int) -> IntegrityFailed:
    return refused(
        "The hub kept an item back from this device",
        "Another device signed that it had seen more items before this one than this device was given.",
        Evidence("device", header.device.hex(), origin="the item's header"),
        Evidence("items it had seen", header.seen.token, token - 1, "the item's header"),
        code="integrity.history",
    )


def _other_entry(keyring: Keyring) -> IntegrityFailed:
    return refused(
        "The hub shows two keyrings",
        f"Entry {keyring.number} in the account's log is another than the one this device has accepted.",
        Evidence("keyring_entry", keyring.number, origin="the log"),
        code="integrity.keyring",
    )


def _before_the_keyring(token: int) -> IntegrityFailed:
    return refused(
        "The hub's log does not begin with the account's keyring",
        "Before the first entry there are no members, so nothing can be signed by one.",
        Evidence("token", token, 1, "the page as it came"),
        code="integrity.keyring",
    )

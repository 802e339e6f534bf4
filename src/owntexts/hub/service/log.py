"""The log of a zone: taking items in their order, giving out what a device has not seen.

An item is checked in this order: what it is; whether it was taken before (same bytes: same answer); whether the
history it has seen is this one; its epoch; its place in its device's chain; its signature; the blobs it needs; room.
"""

from typing import Final

from owntexts.hub.ports import Account, Books, Device, ItemKind, LogItem
from owntexts.hub.service.blobs import needed
from owntexts.hub.service.callers import Member, account_of, still_active
from owntexts.hub.service.entries import Keyrings, judged
from owntexts.hub.service.nudges import Nudges
from owntexts.hub.service.refusals import conflict, history_changed, malformed, signed_out, too_large
from owntexts.hub.service.tools import Tools, rfc3339
from owntexts.hub.service.zones import Placing, place, position_of
from owntexts.wire import limits
from owntexts.wire.batch import Batch, BatchHeader, is_signed_by, parse
from owntexts.wire.hub import ChangeToken, Head, Item, Page
from owntexts.wire.keyring import Keyring
from owntexts.wire.log import start
from owntexts.wire.objects import Kind

PAGE_ITEMS: Final = 10_000
MOST_COUNTER: Final = 1 << 62
_ITEM_FRAME_BYTES: Final = 64
_KINDS: Final[dict[Kind, ItemKind]] = {Kind.BATCH: "batch", Kind.HEARTBEAT: "heartbeat"}


class LogService:
    """Items of zones."""

    def __init__(self, tools: Tools, keyrings: Keyrings, nudges: Nudges) -> None:
        self._tools = tools
        self._keyrings = keyrings
        self._nudges = nudges

    def head(self, caller: Member) -> Head:
        with self._tools.database.reading() as books:
            account = account_of(books, caller)
            device = books.devices.get(caller.account, caller.device)
        if device is None:
            raise signed_out()
        return Head(
            position=account.position,
            keyring_number=account.keyring_number,
            keyring_hash=account.keyring_hash,
            device_counter=device.counter,
            device_hash=device.last_hash,
            used=account.used,
            quota=account.quota,
            now=rfc3339(self._tools.now()),
            backed_up_at=self._tools.backed_up_at(),
        )

    def fetch(self, caller: Member, since: ChangeToken, limit_bytes: int) -> Page:
        """Items after a position, at least one if there is any; Refused (409) when the position is not in this log."""
        with self._tools.database.reading() as books:
            account = account_of(books, caller)
            if not _has(books, account, since):
                raise history_changed(account.position)
            items = _page(books, caller, since.token, min(limit_bytes, limits.PAGE))
        return Page(items=items, head=account.position)

    def push(self, caller: Member, data: bytes) -> ChangeToken:
        """The item's position in the log, on the disk for good; the same bytes again get the same answer."""
        if len(data) > limits.BATCH_SEALED:
            raise too_large(limits.BATCH_SEALED)
        batch = judged(lambda: parse(data))
        _check_writer(caller, batch.header)
        with self._tools.database.writing() as books:
            account = account_of(books, caller, lock=True)
            known = books.log.by_counter(account.id, batch.header.device, batch.header.counter)
            if known is not None:
                return _position_again(account, known, batch)
            self._check_place(books, account, caller, batch)
            account = needed(books, self._tools.objects, account, batch.header.needs)
            position = self._placed(books, account, batch, data)
        self._nudges.announce(account.id, position.token)
        return position

    def _check_place(self, books: Books, account: Account, caller: Member, batch: Batch) -> None:
        header = batch.header
        keyring = self._keyrings.of(books, account)
        if not _has(books, account, header.seen) or not _knows(keyring, header):
            raise history_changed(account.position)
        if header.epoch != keyring.epoch:
            raise conflict("stale_epoch", f"The epoch in force is {keyring.epoch}.")
        _check_chain(still_active(books, caller), header)
        key = keyring.sign_key(header.device)
        if key is None or not is_signed_by(batch, key):
            raise malformed("integrity.signature: the item does not bear its device's signature.")

    def _placed(self, books: Books, account: Account, batch: Batch, data: bytes) -> ChangeToken:
        header = batch.header
        placing = Placing(_KINDS[batch.kind], data, self._tools.now(), device=header.device, counter=header.counter)
        position = place(books, account, placing).position
        books.devices.move(account.id, header.device, header.counter, batch.hash)
        return position


def _has(books: Books, account: Account, position: ChangeToken) -> bool:
    """Whether this position is one of the zone's log."""
    if position.incarnation != account.position.incarnation or not 0 <= position.token <= account.position.token:
        return False
    if position.token == 0:
        return position.zone_hash == start(account.id, position.incarnation)
    return position.zone_hash == books.log.zone_hash(account.id, position.token)


def _knows(keyring: Keyring, header: BatchHeader) -> bool:
    """Whether the keyring that the writer had seen is a beginning of this one, with the epoch that it says."""
    number = header.keyring_number
    if number >= len(keyring.hashes):
        return False
    return (keyring.hashes[number], keyring.epochs[number]) == (header.keyring_hash, header.epoch)


def _page(books: Books, caller: Member, token: int, room: int) -> tuple[Item, ...]:
    page: list[Item] = []
    for item in books.log.after(caller.account, token):
        own = item.device == caller.device
        room -= _ITEM_FRAME_BYTES + (0 if own else len(item.data))
        if page and (room < 0 or len(page) >= PAGE_ITEMS):
            break
        page.append(Item(item.token, item.hash, None if own else item.data))
    return tuple(page)


def _check_writer(caller: Member, header: BatchHeader) -> None:
    if (header.account, header.device) != (caller.account, caller.device):
        raise malformed("The item was written for another account or by another device.")
    if not 1 <= header.counter <= MOST_COUNTER:
        raise malformed("The item's counter is none that a device reaches.")


def _position_again(account: Account, known: LogItem, batch: Batch) -> ChangeToken:
    if known.hash != batch.hash:
        raise conflict("chain_conflict", f"Another item of this device has the counter {batch.header.counter}.")
    return position_of(account, known)


def _check_chain(device: Device, header: BatchHeader) -> None:
    """The next counter, after the last item."""
    if (header.counter, header.previous) != (device.counter + 1, device.last_hash):
        raise conflict("chain_conflict", f"The last item of this device has the counter {device.counter}.")

"""The one place where a log item gets its token: under the zone's lock, at the end of the log, within the quota."""

import msgspec

from owntexts.hub.ports import Account, Books, ItemKind, LogItem
from owntexts.hub.service.quota import check_room
from owntexts.wire.hub import ChangeToken
from owntexts.wire.log import advance, item_hash


class Placing(msgspec.Struct, frozen=True):
    """What is to be placed: an entry with its number, or a device's item with its counter."""

    kind: ItemKind
    data: bytes
    stored_at: int
    device: bytes | None = None
    counter: int | None = None
    entry_number: int | None = None


def place(books: Books, account: Account, placing: Placing) -> Account:
    """Append the item and return the account as it then stands; the caller holds the zone's lock."""
    check_room(account, len(placing.data))
    hashed = item_hash(placing.data)
    token = account.position.token + 1
    zone_hash = advance(account.position.zone_hash, hashed)
    books.log.add(
        account.id,
        LogItem(
            token=token,
            hash=hashed,
            zone_hash=zone_hash,
            kind=placing.kind,
            data=placing.data,
            stored_at=placing.stored_at,
            device=placing.device,
            counter=placing.counter,
            entry_number=placing.entry_number,
        ),
    )
    moved = msgspec.structs.replace(
        account,
        used=account.used + len(placing.data),
        position=ChangeToken(account.position.incarnation, token, zone_hash),
    )
    if placing.entry_number is not None:
        moved = msgspec.structs.replace(moved, keyring_number=placing.entry_number, keyring_hash=hashed)
    books.accounts.move(moved)
    return moved


def position_of(account: Account, item: LogItem) -> ChangeToken:
    """Where an item stands that was placed before."""
    return ChangeToken(account.position.incarnation, item.token, item.zone_hash)

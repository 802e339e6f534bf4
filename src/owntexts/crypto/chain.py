"""Where an item stands: right after its device's last one, under the keyring in force, and before that device's end."""

from owntexts.errors import IntegrityFailed
from owntexts.explain import Evidence
from owntexts.wire.batch import NO_HASH, Batch, BatchHeader
from owntexts.wire.keyring import Keyring
from owntexts.wire.refused import refused

Link = tuple[int, bytes]
"""A device's last item: its counter and its hash."""

NOTHING_YET: Link = (0, NO_HASH)


def check(batch: Batch, last: Link | None, keyring: Keyring) -> None:
    """Raises IntegrityFailed unless the item may stand in this place of the log.

    `last` is the device's item before this one in the log, None where there is none; `keyring` is what the entries
    before this place make. integrity.device_chain: repeated, left out, reordered, void after its device was removed;
    integrity.keyring: its writer saw other entries than those shown here, or sealed under an ended epoch.
    """
    _check_link(batch.header, last or NOTHING_YET)
    _check_not_void(batch, keyring)
    _check_keyring(batch.header, keyring)


def is_void(batch: Batch, keyring: Keyring) -> bool:
    """Whether its device was removed and this is not one of the items that count."""
    removed = keyring.removed.get(batch.header.device)
    if removed is None:
        return False
    counter = batch.header.counter
    return counter > removed.counter or (counter == removed.counter and batch.hash != removed.hash)


def _check_link(header: BatchHeader, last: Link) -> None:
    counter, previous = last
    if header.counter != counter + 1:
        raise _out_of_chain(header, "its number is not the next of its device", counter + 1)
    if header.previous != previous:
        raise _out_of_chain(header, "it follows another item than the one shown before it", counter + 1)


def _check_not_void(batch: Batch, keyring: Keyring) -> None:
    if is_void(batch, keyring):
        last_valid = keyring.removed[batch.header.device].counter
        raise _out_of_chain(batch.header, "its device had been removed from the account", last_valid)


def _check_keyring(header: BatchHeader, keyring: Keyring) -> None:
    if header.keyring_number > keyring.number:
        raise _other_keyring(header, "its writer knew an entry that the hub has not shown here", keyring.number)
    if header.keyring_hash != keyring.hashes[header.keyring_number]:
        raise _other_keyring(header, "its writer was shown another keyring", header.keyring_number)
    if header.epoch != keyring.epoch:
        raise _other_keyring(header, "it is sealed under an epoch that is not in force", keyring.epoch)


def _out_of_chain(header: BatchHeader, why: str, expected: int) -> IntegrityFailed:
    return refused(
        "The hub changed, repeated or left out what a device wrote",
        f"An item of one of your devices stands in the wrong place: {why}.",
        Evidence(name="device", value=header.device.hex(), origin="the item's header"),
        Evidence(name="counter", value=header.counter, limit=expected, origin="the item's header"),
        code="integrity.device_chain",
    )


def _other_keyring(header: BatchHeader, why: str, limit: int) -> IntegrityFailed:
    return refused(
        "The hub shows your devices different keyrings",
        f"An item of one of your devices does not fit the keyring shown to this one: {why}.",
        Evidence(name="device", value=header.device.hex(), origin="the item's header"),
        Evidence(name="keyring_entry", value=header.keyring_number, limit=limit, origin="the item's header"),
        Evidence(name="epoch", value=header.epoch, origin="the item's header"),
        code="integrity.keyring",
    )

"""What people call their devices: sealed in the entry that brings a device in, so that the hub never reads it."""

from collections.abc import Iterable, Mapping

import msgspec
from cryptography.exceptions import InvalidTag
from msgspec import Struct

from owntexts.crypto.suite import Random, derive, seal, unseal
from owntexts.wire.entry import Body, parse


class DeviceDetails(Struct, frozen=True, array_like=True):
    """A device's name, platform, the time it joined (RFC 3339 UTC), and its version of Owntexts then."""

    name: str
    platform: str
    added_at: str
    version: str = ""


_UNREADABLE = (InvalidTag, msgspec.DecodeError, UnicodeDecodeError, RecursionError)
_DETAILS = msgspec.msgpack.Decoder(dict[bytes, DeviceDetails])


def seal_details(
    details: Mapping[bytes, DeviceDetails], *, epoch_key: bytes, account: bytes, number: int, epoch: int, random: Random
) -> bytes:
    """Details by device id, sealed under the epoch and bound to one entry."""
    return seal(
        derive(epoch_key, "names"),
        msgspec.msgpack.encode(dict(details)),
        bound=_bound(account, number, epoch),
        random=random,
    )


def details(entries: Iterable[bytes], epoch_keys: Mapping[int, bytes]) -> dict[bytes, DeviceDetails]:
    """Details of every device that ever joined, later entries first heard; what cannot be opened stays unnamed."""
    found: dict[bytes, DeviceDetails] = {}
    for data in entries:
        found.update(_opened(parse(data).body, epoch_keys))
    return found


def _opened(body: Body, epoch_keys: Mapping[int, bytes]) -> dict[bytes, DeviceDetails]:
    if body.epoch not in epoch_keys:
        return {}
    key = derive(epoch_keys[body.epoch], "names")
    try:
        return _DETAILS.decode(unseal(key, body.names, bound=_bound(body.account, body.number, body.epoch)))
    except _UNREADABLE:
        return {}


def _bound(account: bytes, number: int, epoch: int) -> bytes:
    return account + number.to_bytes(4, "big") + epoch.to_bytes(4, "big")

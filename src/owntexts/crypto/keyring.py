"""Writing keyring entries, and opening the epochs that they grant."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from hmac import compare_digest

from cryptography.exceptions import InvalidTag

from owntexts.crypto.devices import DeviceKeys
from owntexts.crypto.grants import open_grant, seal_grant
from owntexts.crypto.holders import HolderKeys
from owntexts.crypto.keys import MemberKeys
from owntexts.crypto.names import DeviceDetails, seal_details
from owntexts.crypto.suite import KEY_BYTES, Random, commitment, derive, seal, unseal
from owntexts.errors import AccountRefused, IntegrityFailed
from owntexts.explain import Evidence, Fix
from owntexts.wire.entry import (
    AddDevice,
    Body,
    Entry,
    Holder,
    SetPassword,
    SetRecovery,
    Signature,
    assemble,
    parse,
    signed_bytes,
    signed_part,
)
from owntexts.wire.keyring import NO_HASH, Keyring
from owntexts.wire.limits import ID
from owntexts.wire.refused import refused

EpochKeys = Mapping[int, bytes]
Keys = AddDevice | SetPassword | SetRecovery


@dataclass(frozen=True)
class _Place:
    """Where an entry will stand."""

    account: bytes
    number: int
    previous: bytes
    epoch: int


@dataclass(frozen=True)
class NewAccount:
    """A new account: its id, entry 0 of its keyring, and the key of its first epoch."""

    account: bytes
    entry: bytes
    epoch_keys: EpochKeys = field(repr=False)


def create_account(
    device: DeviceKeys, password: HolderKeys, recovery: HolderKeys, details: DeviceDetails, random: Random
) -> NewAccount:
    """An account with its first device, password and recovery key; all three sign entry 0."""
    account, epoch_key = random(ID), random(KEY_BYTES)
    members = (device, password, recovery)
    place = _Place(account, 0, NO_HASH, 1)
    body = _body(
        place,
        epoch_key=epoch_key,
        actions=tuple(member.action for member in members),
        granted={member.holder: member.action for member in members},
        wrapped=None,
        names=_named(place, epoch_key, device.device, details, random),
    )
    return NewAccount(account, _signed(body, *members), {1: epoch_key})


def enrol(
    keyring: Keyring,
    epoch_keys: EpochKeys,
    signer: MemberKeys,
    device: DeviceKeys,
    *,
    details: DeviceDetails,
    random: Random,
) -> bytes:
    """The entry by which a member (most often the password or recovery key) brings in a device."""
    place, epoch_key = _next(keyring, keyring.epoch), epoch_keys[keyring.epoch]
    body = _body(
        place,
        epoch_key=epoch_key,
        actions=(device.action,),
        granted={device.holder: device.action},
        wrapped=None,
        names=_named(place, epoch_key, device.device, details, random),
    )
    return _signed(body, signer, device)


def change_secrets(
    keyring: Keyring,
    epoch_keys: EpochKeys,
    signer: MemberKeys,
    random: Random,
    *,
    password: HolderKeys | None = None,
    recovery: HolderKeys | None = None,
) -> bytes:
    """The entry by which a member sets a new password, a new recovery key or both.

    It begins a new epoch, granted to every device and to the secrets in force from here on: who knows only the old
    secret opens nothing that is written later.
    """
    new = tuple(secret for secret in (password, recovery) if secret is not None)
    replaced = {type(secret.action) for secret in new}
    kept = {holder: keys for holder, keys in keyring.holders.items() if type(keys) not in replaced}
    epoch_key = random(KEY_BYTES)
    place = _next(keyring, keyring.epoch + 1)
    body = _body(
        place,
        epoch_key=epoch_key,
        actions=tuple(secret.action for secret in new),
        granted=kept | {secret.holder: secret.action for secret in new},
        wrapped=_wrap(epoch_keys[keyring.epoch], epoch_key, place, random),
        names=b"",
    )
    return _signed(body, signer, *new)


def open_epochs(keyring: Keyring, entries: Sequence[bytes], keys: MemberKeys) -> dict[int, bytes]:
    """The keys of all epochs, from the newest grant to this holder, each checked against its commitment.

    `entries` are those that `keyring` was folded from. Raises AccountRefused (account.device_revoked) for a holder that
    is no member, IntegrityFailed (integrity.keyring) for entries that are not the keyring's, IntegrityFailed
    (integrity.commitment) where a grant or a wrapped key is not the key that the entry committed to.
    """
    chain = _chain(keyring, entries)
    if keys.holder not in keyring.holders:
        raise _no_member(keys.holder)
    opened = {keyring.epoch: _granted(keyring, chain, keys)}
    for entry in reversed(chain):
        if entry.body.wrapped is not None:
            ended = entry.body.epoch - 1
            opened[ended] = _unwrapped(keyring, entry, opened[entry.body.epoch])
    return opened


def _next(keyring: Keyring, epoch: int) -> _Place:
    return _Place(keyring.account, keyring.number + 1, keyring.hash, epoch)


def _body(
    place: _Place,
    *,
    epoch_key: bytes,
    actions: tuple[Keys, ...],
    granted: Mapping[Holder, Keys],
    wrapped: bytes | None,
    names: bytes,
) -> Body:
    return Body(
        account=place.account,
        number=place.number,
        previous=place.previous,
        epoch=place.epoch,
        commitment=commitment(epoch_key),
        actions=actions,
        grants=tuple(
            seal_grant(epoch_key, holder, keys.kem, account=place.account, number=place.number, epoch=place.epoch)
            for holder, keys in granted.items()
        ),
        wrapped=wrapped,
        names=names,
    )


def _named(place: _Place, epoch_key: bytes, device: bytes, details: DeviceDetails, random: Random) -> bytes:
    return seal_details(
        {device: details},
        epoch_key=epoch_key,
        account=place.account,
        number=place.number,
        epoch=place.epoch,
        random=random,
    )


def _signed(body: Body, *signers: MemberKeys) -> bytes:
    signed = signed_bytes(body)
    message = signed_part(signed)
    return assemble(signed, tuple(Signature(signer.holder, signer.sign(message)) for signer in signers))


def _wrap(ended: bytes, epoch_key: bytes, place: _Place, random: Random) -> bytes:
    return seal(derive(epoch_key, "wrap"), ended, bound=_wrapped_in(place.account, place.epoch), random=random)


def _wrapped_in(account: bytes, epoch: int) -> bytes:
    return account + epoch.to_bytes(4, "big")


def _chain(keyring: Keyring, entries: Sequence[bytes]) -> list[Entry]:
    chain = [parse(data) for data in entries]
    if tuple(entry.hash for entry in chain) != keyring.hashes:
        raise refused(
            "The keyring's entries are not those that were checked",
            "What was read a second time differs from what this device had accepted.",
            Evidence(name="keyring_entries", value=len(chain), limit=len(keyring.hashes)),
            code="integrity.keyring",
        )
    return chain


def _granted(keyring: Keyring, chain: list[Entry], keys: MemberKeys) -> bytes:
    for entry in reversed(chain):
        for grant in entry.body.grants:
            if grant.holder == keys.holder:
                body = entry.body
                key = open_grant(grant, keys, account=body.account, number=body.number, epoch=body.epoch)
                return _committed(keyring, entry, key)
    raise _no_member(keys.holder)


def _unwrapped(keyring: Keyring, entry: Entry, epoch_key: bytes) -> bytes:
    ended = entry.body.epoch - 1
    bound = _wrapped_in(keyring.account, entry.body.epoch)
    try:
        key = unseal(derive(epoch_key, "wrap"), entry.body.wrapped or b"", bound=bound)
    except InvalidTag:
        key = None
    return _committed(keyring, entry, key, epoch=ended)


def _committed(keyring: Keyring, entry: Entry, key: bytes | None, epoch: int | None = None) -> bytes:
    if key is None or not compare_digest(commitment(key), keyring.commitments[epoch or entry.body.epoch]):
        raise _other_key(entry.number)
    return key


def _other_key(number: int) -> IntegrityFailed:
    return refused(
        "The keyring holds another key than it promised",
        f"Entry {number} of the account's keyring commits to one key and hands out another, or none that opens.",
        Evidence(name="keyring_entry", value=number, origin="the account's keyring"),
        code="integrity.commitment",
    )


def _no_member(holder: Holder) -> AccountRefused:
    return AccountRefused(
        "This device is not a member of the account any more",
        "The account's keyring grants it no key, so it can read nothing that is written from here on.",
        code="account.device_revoked",
        evidence=(Evidence(name="holder", value=holder.id.hex(), origin="the account's keyring"),),
        fixes=(Fix(id="join-again", title="Join again", kind="person", command="owntexts account join"),),
    )

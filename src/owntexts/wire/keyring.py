"""The keyring: a chain of entries signed by members, folded into who is a member now.

Each entry is judged by the keyring that the entries before it make:

- it names the account, the next number, and the hash of the entry before it;
- a member of before signed it, everyone who signed is a member before or after it, and a password or recovery key that
  it brings in signed it too: that makes it the anchor of this secret;
- it stays in the epoch, with the same commitment and grants for exactly the holders it brings in, or it begins the next
  one, with the ended epoch's key wrapped and grants for exactly all holders; who leaves ends the epoch;
- no id of a device is ever used twice, and no more than 64 devices are members.

Entry 0 makes the account: one or more devices, the password and the recovery key, all of whom sign it.
"""

from collections.abc import Iterable, Mapping
from typing import Final, TypeVar

from msgspec import Struct

from owntexts.errors import AccountRefused, IntegrityFailed
from owntexts.explain import Evidence, Fix
from owntexts.wire.entry import (
    AddDevice,
    Entry,
    Holder,
    RemoveDevice,
    SetPassword,
    SetRecovery,
    parse,
    signed_part,
)
from owntexts.wire.members import Draft, Keys, Removed, holders
from owntexts.wire.refused import refused, refused_entry
from owntexts.wire.signing import verify

NO_HASH: Final = bytes(32)

_KeysT = TypeVar("_KeysT", SetPassword, SetRecovery)


class Keyring(Struct, frozen=True):
    """Who is a member now, which epochs there were, and which entries say so.

    `hashes` and `epochs` hold one value per entry, `commitments` one per epoch.
    """

    account: bytes
    hashes: tuple[bytes, ...]
    epochs: tuple[int, ...]
    commitments: Mapping[int, bytes]
    devices: Mapping[bytes, AddDevice]
    removed: Mapping[bytes, Removed]
    password: SetPassword
    recovery: SetRecovery

    @property
    def number(self) -> int:
        """The number of the newest entry."""
        return len(self.hashes) - 1

    @property
    def hash(self) -> bytes:
        """The hash of the newest entry."""
        return self.hashes[-1]

    @property
    def epoch(self) -> int:
        """The epoch in force."""
        return self.epochs[-1]

    @property
    def holders(self) -> dict[Holder, Keys]:
        """Everyone who holds the epoch key, with their public keys."""
        return holders(self.devices, self.password, self.recovery)

    def sign_key(self, device: bytes) -> bytes | None:
        """The key that verifies what a device wrote, of members and of those that left."""
        if device in self.devices:
            return self.devices[device].sign
        return self.removed[device].keys.sign if device in self.removed else None

    def extended(self, data: bytes) -> "Keyring":
        """The keyring with one more entry. Raises IntegrityFailed (integrity.keyring) where it may not stand here."""
        return _extended(self, parse(data))


def fold(entries: Iterable[bytes]) -> Keyring:
    """The keyring that a chain of entries makes, from entry 0 on."""
    return _fold([parse(data) for data in entries])


def accept(entries: Iterable[bytes], holder_public: bytes) -> Keyring:
    """The keyring that somebody who knows a password or recovery key can believe.

    `holder_public` is the Ed25519 key derived from the secret. Among the entries must be its anchor, the one that
    brought in this very key and bears its signature, and the secret must still be in force.
    """
    chain = [parse(data) for data in entries]
    keyring = _fold(chain)
    if holder_public not in {keyring.password.sign, keyring.recovery.sign}:
        known = any(_brings(entry, holder_public) for entry in chain)
        raise _replaced() if known else _no_anchor(len(chain))
    return keyring


def _fold(chain: list[Entry]) -> Keyring:
    if not chain:
        raise refused_entry(0, "the hub shows no entry at all")
    keyring = _begun(chain[0])
    for entry in chain[1:]:
        keyring = _extended(keyring, entry)
    return keyring


def _begun(entry: Entry) -> Keyring:
    body = entry.body
    if (body.number, body.previous, body.epoch, body.wrapped) != (0, NO_HASH, 1, None):
        raise refused_entry(body.number, "it does not begin a keyring")
    after = Draft(number=0).applied(body.actions)
    keyring = Keyring(
        account=body.account,
        hashes=(entry.hash,),
        epochs=(body.epoch,),
        commitments={body.epoch: body.commitment},
        devices=after.devices,
        removed=after.removed,
        password=_brought(after.password, "a password"),
        recovery=_brought(after.recovery, "a recovery key"),
    )
    _check_grants(entry, set(keyring.holders))
    _check_signatures(entry, before={}, after=keyring.holders, required=set(keyring.holders))
    return keyring


def _brought(keys: _KeysT | None, what: str) -> _KeysT:
    if keys is None:
        raise refused_entry(0, f"it makes an account without {what}")
    return keys


def _extended(before: Keyring, entry: Entry) -> Keyring:
    body = entry.body
    _check_place(before, entry)
    after = Draft(
        number=body.number,
        devices=dict(before.devices),
        removed=dict(before.removed),
        password=before.password,
        recovery=before.recovery,
    ).applied(body.actions)
    keyring = Keyring(
        account=before.account,
        hashes=(*before.hashes, entry.hash),
        epochs=(*before.epochs, body.epoch),
        commitments={**before.commitments, body.epoch: body.commitment},
        devices=after.devices,
        removed=after.removed,
        password=after.password or before.password,
        recovery=after.recovery or before.recovery,
    )
    _check_epoch(before, entry)
    _check_grants(entry, _granted(before, keyring))
    _check_signed_by_a_member(before, entry)
    _check_signatures(entry, before=before.holders, after=keyring.holders, required=_anchored(entry))
    return keyring


def _check_place(before: Keyring, entry: Entry) -> None:
    if entry.body.account != before.account:
        raise refused_entry(entry.number, "it belongs to another account")
    if entry.number != before.number + 1:
        raise refused_entry(entry.number, f"entry {before.number + 1} should stand in its place")
    if entry.body.previous != before.hash:
        raise refused_entry(entry.number, "it follows another entry than the one before it")


def _check_epoch(before: Keyring, entry: Entry) -> None:
    body = entry.body
    if body.epoch == before.epoch:
        if body.commitment != before.commitments[before.epoch] or body.wrapped is not None:
            raise refused_entry(entry.number, "it changes the key of an epoch that goes on")
        if any(isinstance(action, RemoveDevice) for action in body.actions):
            raise refused_entry(entry.number, "it removes a device without a new key")
    elif body.epoch != before.epoch + 1 or body.wrapped is None:
        raise refused_entry(entry.number, "its epoch does not follow the one before it")


def _granted(before: Keyring, after: Keyring) -> set[Holder]:
    """Who must be granted the key: everyone in a new epoch, the newcomers in one that goes on."""
    return set(after.holders) - (set(before.holders) if after.epoch == before.epoch else set())


def _check_grants(entry: Entry, expected: set[Holder]) -> None:
    granted = [grant.holder for grant in entry.body.grants]
    if len(granted) != len(expected) or set(granted) != expected:
        raise refused_entry(entry.number, "its grants are not for exactly those who hold its key")


def _anchored(entry: Entry) -> set[Holder]:
    return {action.holder for action in entry.body.actions if isinstance(action, SetPassword | SetRecovery)}


def _check_signed_by_a_member(before: Keyring, entry: Entry) -> None:
    if not any(each.signer in before.holders for each in entry.signatures):
        raise refused_entry(entry.number, "no member signed it")


def _check_signatures(
    entry: Entry, *, before: Mapping[Holder, Keys], after: Mapping[Holder, Keys], required: set[Holder]
) -> None:
    known = {**before, **after}
    signers = {each.signer for each in entry.signatures}
    if not required <= signers or len(signers) != len(entry.signatures):
        raise refused_entry(entry.number, "someone whom it brings in did not sign it")
    for each in entry.signatures:
        if each.signer not in known or not verify(known[each.signer].sign, signed_part(entry.signed), each.signature):
            raise refused_entry(entry.number, "a signature on it is not a member's")


def _brings(entry: Entry, public: bytes) -> bool:
    return any(isinstance(each, SetPassword | SetRecovery) and each.sign == public for each in entry.body.actions)


def _no_anchor(entries: int) -> IntegrityFailed:
    return refused(
        "The hub shows a keyring that this secret never signed",
        "The account was begun, or its password last changed, by an entry that bears this secret's own signature. "
        "There is none, so these devices and keys may be somebody else's.",
        Evidence(name="keyring_entries", value=entries, origin="the account's keyring as the hub shows it"),
        code="integrity.keyring",
    )


def _replaced() -> AccountRefused:
    return AccountRefused(
        "This password or recovery key was replaced",
        "A later entry of the account's keyring brought in a new one; only that one opens the account now.",
        code="account.password_changed",
        fixes=(Fix(id="use-newest", title="Use the newest password or recovery key", kind="person"),),
    )

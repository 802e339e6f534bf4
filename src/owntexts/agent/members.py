"""What this device believes of its account's keyring: the chain up to its pin, and the keys that it grants."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from owntexts.crypto.identity import Membership
from owntexts.crypto.keyring import open_epochs
from owntexts.explain import Evidence
from owntexts.wire.keyring import Keyring, fold
from owntexts.wire.refused import refused


@dataclass(frozen=True)
class Members:
    """A chain of entries that was checked, and the key of each of its epochs."""

    entries: tuple[bytes, ...]
    keyring: Keyring
    epoch_keys: Mapping[int, bytes] = field(repr=False)

    def with_entry(self, data: bytes, keyring: Keyring, membership: Membership) -> "Members":
        """The members after one more entry, which `keyring` already has."""
        entries = (*self.entries, data)
        if keyring.epoch == self.keyring.epoch:
            return Members(entries, keyring, self.epoch_keys)
        return Members(entries, keyring, open_epochs(keyring, entries, membership.keys))


def believed(entries: Sequence[bytes], membership: Membership) -> Members:
    """The members that a chain of entries makes, if it holds what this device has pinned.

    Raises IntegrityFailed (integrity.keyring) for a chain that is shorter, another account's, or another at the pin;
    AccountRefused (account.device_revoked) where this device is no member of it any more.
    """
    keyring = fold(entries)
    check_pin(keyring, membership)
    return Members(tuple(entries), keyring, open_epochs(keyring, entries, membership.keys))


def check_pin(keyring: Keyring, membership: Membership) -> None:
    """Raises IntegrityFailed (integrity.keyring) unless the pinned head stands in this keyring."""
    number = membership.keyring_number
    shown = keyring.hashes[number] if keyring.number >= number else None
    if keyring.account != membership.account or shown != membership.keyring_hash:
        raise refused(
            "The hub shows another keyring than this device has seen",
            "Entries that this device knows are missing or changed, so devices or keys may have been swapped.",
            Evidence("keyring_entries", keyring.number + 1, number + 1, "the account's keyring as the hub shows it"),
            Evidence("keyring_hash", shown.hex() if shown else None, membership.keyring_hash.hex(), "identity"),
            code="integrity.keyring",
        )

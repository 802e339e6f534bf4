"""The keys that this device names, seals and opens blobs with: those of all epochs, as the keyring grants them."""

from collections.abc import Callable
from hashlib import sha256

from owntexts.agent.device import Device
from owntexts.agent.members import believed
from owntexts.crypto.blobs import BlobKeys
from owntexts.errors import IntegrityFailed
from owntexts.explain import Evidence, Fix
from owntexts.model.records import Reference
from owntexts.replica import zone
from owntexts.wire.blob import BlobKind

Bytes = bytes | memoryview


class Keys:
    """Follows the keyring as the log brings it."""

    def __init__(self, device: Device) -> None:
        self._device = device
        self._entries = 0
        self._epochs: dict[int, BlobKeys] = {}

    @property
    def are_there(self) -> bool:
        """Whether the log has brought the keyring this far; before the first sync it has not."""
        return zone.keyring_length(self._device.replica) > self._device.membership.keyring_number

    def refer(self, kind: BlobKind, plaintext: Bytes, is_known: Callable[[bytes], bool]) -> Reference:
        """The reference of this plaintext: the one that `is_known` already, of any epoch, else one of the newest."""
        content, length = sha256(plaintext).digest(), len(plaintext)
        newest, *older = (keys.named(kind, content, length) for keys in self._newest_first())
        return next((each for each in older if is_known(each.blob) and not is_known(newest.blob)), newest)

    def seal(self, kind: BlobKind, reference: Reference, plaintext: Bytes) -> bytes:
        """The whole blob, under the epoch of its reference."""
        return self._of(reference).seal(kind, reference, plaintext, self._device.random)

    def open(self, kind: BlobKind, reference: Reference, data: bytes) -> memoryview:
        """The plaintext. Raises IntegrityFailed (integrity.blob), HubFailed (hub.version)."""
        return self._of(reference).open(kind, reference, data)

    def _of(self, reference: Reference) -> BlobKeys:
        self._follow()
        try:
            return self._epochs[reference.epoch]
        except KeyError:
            raise _unknown_epoch(reference) from None

    def _newest_first(self) -> list[BlobKeys]:
        self._follow()
        return [self._epochs[epoch] for epoch in sorted(self._epochs, reverse=True)]

    def _follow(self) -> None:
        if zone.keyring_length(self._device.replica) == self._entries:
            return
        entries, membership = zone.keyring_entries(self._device.replica), self._device.membership
        members = believed(entries, membership)
        self._epochs = {epoch: BlobKeys(membership.account, epoch, key) for epoch, key in members.epoch_keys.items()}
        self._entries = len(entries)


def _unknown_epoch(reference: Reference) -> IntegrityFailed:
    return IntegrityFailed(
        "An attachment names keys that the account does not have",
        "The record that tells where its bytes are names an epoch that the keyring does not know.",
        code="integrity.blob",
        evidence=(Evidence("epoch", reference.epoch, origin="the reference"),),
        fixes=(Fix("wait", "It is tried again by itself", "wait"),),
    )

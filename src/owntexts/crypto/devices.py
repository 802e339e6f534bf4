"""A device's own keys: random, never derived from anything that another member knows."""

from owntexts.crypto.keys import MemberKeys
from owntexts.crypto.suite import KEY_BYTES, Random
from owntexts.wire.entry import AddDevice, Holder, HolderKind
from owntexts.wire.limits import ID


class DeviceKeys(MemberKeys):
    """The private keys of a device, under its random id of 16 bytes."""

    @property
    def device(self) -> bytes:
        """The device's id."""
        return self.holder.id

    @property
    def action(self) -> AddDevice:
        """The action that makes this device a member."""
        return AddDevice(self.device, self.sign_public, self.kem_public)


def make_device(random: Random) -> DeviceKeys:
    """A new device: a new id and new keys."""
    return device_keys(random(ID), random(KEY_BYTES), random(KEY_BYTES))


def device_keys(device: bytes, sign_seed: bytes, kem_seed: bytes) -> DeviceKeys:
    """The keys of a device as its identity file keeps them."""
    return DeviceKeys(Holder(HolderKind.DEVICE, device), sign_seed, kem_seed)

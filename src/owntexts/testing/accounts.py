"""Accounts for tests: real keys, real entries and batches, the same for the same seed, and no slow password.

Grants alone differ from run to run, because HPKE draws its own randomness.
"""

from collections.abc import Callable
from hashlib import shake_256

import msgspec

from owntexts.crypto import batches
from owntexts.crypto.devices import DeviceKeys, make_device
from owntexts.crypto.holders import HolderKeys, password_keys, recovery_keys
from owntexts.crypto.keyring import change_secrets, create_account, enrol, open_epochs
from owntexts.crypto.keys import MemberKeys
from owntexts.crypto.names import DeviceDetails
from owntexts.wire import log
from owntexts.wire.batch import NO_HASH, BatchHeader
from owntexts.wire.entry import Body, RemoveDevice, Signature, assemble, parse, signed_bytes, signed_part
from owntexts.wire.hub import ChangeToken
from owntexts.wire.keyring import Keyring, fold

DETAILS = DeviceDetails(name="Ada's laptop", platform="linux", added_at="2026-11-24T07:00:00.000Z")


def steady_random(seed: str) -> Callable[[int], bytes]:
    """Bytes that look random and are the same in every run."""
    drawn = 0

    def draw(length: int) -> bytes:
        nonlocal drawn
        drawn += 1
        return shake_256(f"{seed}:{drawn}".encode()).digest(length)

    return draw


def quick_password(seed: str) -> HolderKeys:
    """The keys of a password without its slow computation."""
    random = steady_random(f"password {seed}")
    return password_keys(random(32), salt=random(16), memory_kib=64 << 10, iterations=3, lanes=4)


def quick_recovery(seed: str) -> HolderKeys:
    """The keys of a recovery key."""
    return recovery_keys(steady_random(f"recovery {seed}")(32))


def signed_entry(body: Body, *signers: MemberKeys) -> bytes:
    """An entry with any body, signed by anyone: also by those who may not."""
    signed = signed_bytes(body)
    message = signed_part(signed)
    return assemble(signed, tuple(Signature(each.holder, each.sign(message)) for each in signers))


class SampleAccount:
    """An account with one device, growing as a test asks: its entries, its keys, and each device's chain of items."""

    def __init__(self, seed: str = "ada") -> None:
        self.random = steady_random(seed)
        self.password = quick_password(seed)
        self.recovery = quick_recovery(seed)
        self.devices = [make_device(self.random)]
        new = create_account(self.devices[0], self.password, self.recovery, DETAILS, self.random)
        self.entries = [new.entry]
        self.links: dict[bytes, tuple[int, bytes]] = {}

    @property
    def keyring(self) -> Keyring:
        """What the entries make."""
        return fold(self.entries)

    @property
    def epoch_keys(self) -> dict[int, bytes]:
        """All epochs, opened by the recovery key."""
        return open_epochs(self.keyring, self.entries, self.recovery)

    def enrol(self) -> DeviceKeys:
        """One more device, brought in by the password."""
        device = make_device(self.random)
        entry = enrol(self.keyring, self.epoch_keys, self.password, device, details=DETAILS, random=self.random)
        self.entries.append(entry)
        self.devices.append(device)
        return device

    def change_password(self, seed: str) -> None:
        """A new password, set by the first device; begins an epoch."""
        new = quick_password(seed)
        self.entries.append(
            change_secrets(self.keyring, self.epoch_keys, self.devices[0], self.random, password=new),
        )
        self.password = new

    def remove(self, device: DeviceKeys) -> None:
        """A device leaves at its present last item; begins an epoch."""
        rotated = parse(change_secrets(self.keyring, self.epoch_keys, self.devices[0], self.random)).body
        counter, last = self.links.get(device.device, (0, NO_HASH))
        body = msgspec.structs.replace(
            rotated,
            actions=(RemoveDevice(device.device, counter, last),),
            grants=tuple(grant for grant in rotated.grants if grant.holder != device.holder),
        )
        self.entries.append(signed_entry(body, self.devices[0]))

    def header(self, device: DeviceKeys, seen: ChangeToken | None = None) -> BatchHeader:
        """The header of a device's next item."""
        counter, previous = self.links.get(device.device, (0, NO_HASH))
        keyring = self.keyring
        return BatchHeader(
            account=keyring.account,
            epoch=keyring.epoch,
            keyring_number=keyring.number,
            keyring_hash=keyring.hash,
            device=device.device,
            counter=counter + 1,
            previous=previous,
            seen=seen or ChangeToken(bytes(16), 0, NO_HASH),
        )

    def batch(self, plaintext: bytes, device: DeviceKeys | None = None, seen: ChangeToken | None = None) -> bytes:
        """A device's next batch; its chain goes on from it."""
        writer = device or self.devices[0]
        header = self.header(writer, seen)
        epoch_key = self.epoch_keys[header.epoch]
        data = batches.seal(plaintext, header, epoch_key=epoch_key, keys=writer, random=self.random)
        self.links[writer.device] = (header.counter, log.item_hash(data))
        return data

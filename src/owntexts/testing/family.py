"""Devices of one account, made without a password's cost: for tests and measurements of everything that syncs."""

from collections.abc import Callable
from dataclasses import dataclass, field
from hashlib import sha256
from itertools import count

from owntexts.crypto.devices import make_device
from owntexts.crypto.holders import HolderKeys, password_keys, recovery_keys
from owntexts.crypto.identity import Membership
from owntexts.crypto.keyring import change_secrets, create_account, enrol, open_epochs
from owntexts.crypto.names import DeviceDetails
from owntexts.crypto.sign_in import sign_in
from owntexts.wire.hub import CreateAccount, Hub
from owntexts.wire.keyring import Keyring, accept, fold

JOINED = "2026-01-01T00:00:00.000Z"

Door = Callable[[bytes | str | None], Hub]
Random = Callable[[int], bytes]


def seeded(label: str) -> Random:
    """Bytes that look random and are the same in every run."""
    numbers = count()

    def random(length: int) -> bytes:
        blocks = (sha256(f"{label} {next(numbers)}".encode()).digest() for _ in range(-(-length // 32)))
        return b"".join(blocks)[:length]

    return random


def quick_password(word: str) -> HolderKeys:
    """A password's keys without Argon2id: the word's hash stands for its seed."""
    return password_keys(sha256(word.encode()).digest(), salt=bytes(16), memory_kib=64 << 10, iterations=3, lanes=4)


@dataclass
class Family:
    """One account at one hub; `door` opens the hub (at `host`) with a device token, a ticket or nothing."""

    door: Door
    host: str = "127.0.0.1"
    name: str = "ada"
    random: Random = field(default_factory=lambda: seeded("family"))
    password: HolderKeys = field(default_factory=lambda: quick_password("a password"))
    recovery: HolderKeys = field(default_factory=lambda: recovery_keys(bytes(32)))

    def found(self) -> Membership:
        """Create the account; gives its first device."""
        device, token = make_device(self.random), self.random(32)
        details = DeviceDetails("first", "test", JOINED)
        made = create_account(device, self.password, self.recovery, details, self.random)
        request = CreateAccount(self.name, made.entry, self.random(16), sha256(token).digest())
        self.door(None).create_account(request)
        keyring = fold([made.entry])
        return self._member(keyring, device.device, (device.sign_seed, device.kem_seed), token)

    def join(self) -> Membership:
        """Bring in another device by the password, believing the keyring from its anchor on."""
        ticket = self.door(self.ticket())
        entries = ticket.keyring()
        keyring = accept(entries, self.password.sign_public)
        device, token = make_device(self.random), self.random(32)
        entry = enrol(
            keyring,
            open_epochs(keyring, entries, self.password),
            self.password,
            device,
            details=DeviceDetails("another", "test", JOINED),
            random=self.random,
        )
        ticket.append_entry(entry, sha256(token).digest())
        return self._member(keyring.extended(entry), device.device, (device.sign_seed, device.kem_seed), token)

    def change_password(self, word: str) -> None:
        """Set a new password by the recovery key; a new epoch begins."""
        hub = self.door(self.ticket())
        entries = hub.keyring()
        keyring = accept(entries, self.password.sign_public)
        new = quick_password(word)
        epochs = open_epochs(keyring, entries, self.password)
        hub.append_entry(change_secrets(keyring, epochs, self.recovery, self.random, password=new))
        self.password = new

    def ticket(self) -> str:
        """Sign in with the password."""
        hub = self.door(None)
        challenge = hub.challenge(self.name, "password")
        return hub.sign_in(sign_in(self.password, nonce=challenge.nonce, host=self.host, name=self.name)).ticket

    def _member(self, keyring: Keyring, device: bytes, seeds: tuple[bytes, bytes], token: bytes) -> Membership:
        return Membership(
            account=keyring.account,
            name=self.name,
            device=device,
            sign_seed=seeds[0],
            kem_seed=seeds[1],
            hub=f"http://{self.host}",
            certificate=None,
            hub_token=token,
            keyring_number=keyring.number,
            keyring_hash=keyring.hash,
        )

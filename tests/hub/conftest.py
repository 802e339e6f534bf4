"""A real hub on loopback, and people with devices who use it as devices do."""

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from os import urandom
from pathlib import Path

import httpx2
import msgspec
import pytest

from owntexts import __version__
from owntexts.crypto.batches import heartbeat, seal
from owntexts.crypto.blobs import BlobKeys
from owntexts.crypto.devices import DeviceKeys, make_device
from owntexts.crypto.holders import HolderKeys, password_keys, recovery_keys
from owntexts.crypto.keyring import change_secrets, create_account, enrol, open_epochs
from owntexts.crypto.names import DeviceDetails
from owntexts.crypto.sign_in import sign_in
from owntexts.hub.backends.files import FileObjects
from owntexts.hub.backends.folder import DataFolder
from owntexts.hub.backends.sql import open_sqlite
from owntexts.hub.server import HubServer, Ready
from owntexts.hub.service.services import Services, services
from owntexts.hub.service.tools import Tools
from owntexts.hub.settings import HubSettings
from owntexts.transport.http import HttpHub
from owntexts.wire.batch import NO_HASH, BatchHeader, item_hash
from owntexts.wire.blob import BlobKind
from owntexts.wire.hub import ChangeToken, CreateAccount
from owntexts.wire.keyring import Keyring, fold

DETAILS = DeviceDetails("Laptop", "linux", "2026-01-01T00:00:00.000Z")
WAIT_S = 30


class RunningHub:
    """A hub in a thread of this process; it can be stopped and started again on its folder."""

    def __init__(self, settings: HubSettings) -> None:
        self.settings = settings
        self.start()

    def start(self) -> None:
        started = threading.Event()
        told: list[Ready | BaseException] = []

        def tell(ready: Ready | BaseException) -> None:
            told.append(ready)
            started.set()

        self.server = HubServer(self.settings)
        self.thread = threading.Thread(target=self._run, args=(tell,))
        self.thread.start()
        assert started.wait(WAIT_S)
        if isinstance(told[0], BaseException):
            self.thread.join()
            raise told[0]
        self.ready = told[0]
        self.url = self.ready.serving.url

    def _run(self, tell: Callable[[Ready | BaseException], None]) -> None:
        try:
            self.server.run(tell)
        except BaseException as error:  # noqa: BLE001 - handed to the thread that waits
            tell(error)

    def stop(self) -> None:
        self.server.stop()
        self.thread.join(WAIT_S)
        assert not self.thread.is_alive()

    def raw(self, **headers: str) -> httpx2.Client:
        """A client that sends what it is told to."""
        return httpx2.Client(base_url=self.url, headers={"Owntexts-Version": __version__, **headers}, trust_env=False)


@pytest.fixture
def hub_settings(tmp_path: Path) -> HubSettings:
    return HubSettings(data=tmp_path / "hub")


@pytest.fixture
def hub(hub_settings: HubSettings) -> Iterator[RunningHub]:
    running = RunningHub(hub_settings)
    yield running
    running.stop()


@dataclass
class Writer:
    """One device of an account: its keys, its token, and its chain of items."""

    account: bytes
    keys: DeviceKeys
    token: bytes = field(default_factory=lambda: urandom(32))
    counter: int = 0
    last: bytes = NO_HASH

    @property
    def token_sha256(self) -> bytes:
        return item_hash(self.token)

    def header(self, keyring: Keyring, seen: ChangeToken, needs: tuple[bytes, ...] = ()) -> BatchHeader:
        return BatchHeader(
            account=self.account,
            epoch=keyring.epoch,
            keyring_number=keyring.number,
            keyring_hash=keyring.hash,
            device=self.keys.device,
            counter=self.counter + 1,
            previous=self.last,
            seen=seen,
            needs=needs,
        )

    def wrote(self, item: bytes) -> bytes:
        """Move the chain past an item, as a device does when it has sealed one."""
        self.counter, self.last = self.counter + 1, item_hash(item)
        return item


@dataclass
class Person:
    """Somebody with an account: secrets, the keyring they know, and the first device."""

    name: str
    password: HolderKeys
    recovery: HolderKeys
    entries: list[bytes]
    epoch_keys: dict[int, bytes]
    incarnation: bytes
    first: Writer
    position: ChangeToken | None = None
    keyring: Keyring = field(init=False)

    def __post_init__(self) -> None:
        self.keyring = fold(self.entries)

    @property
    def request(self) -> CreateAccount:
        return CreateAccount(self.name, self.entries[0], self.incarnation, self.first.token_sha256)

    def batch(
        self,
        writer: Writer,
        text: bytes = b"hello",
        *,
        seen: ChangeToken | None = None,
        needs: tuple[bytes, ...] = (),
    ) -> bytes:
        """A sealed batch in the next place of the writer's chain; the chain moves with `writer.wrote`."""
        header = writer.header(self.keyring, seen or self.seen, needs)
        return seal(text, header, epoch_key=self.epoch_keys[header.epoch], keys=writer.keys, random=urandom)

    def blob(self, plaintext: bytes) -> tuple[bytes, bytes]:
        """A sealed piece of a file: its id and its bytes."""
        keys = BlobKeys(self.first.account, self.keyring.epoch, self.epoch_keys[self.keyring.epoch])
        reference = keys.refer(BlobKind.PIECE, plaintext)
        return reference.blob, keys.seal(BlobKind.PIECE, reference, plaintext, urandom)

    def heartbeat(self, writer: Writer) -> bytes:
        return heartbeat(writer.header(self.keyring, self.seen), keys=writer.keys, random=urandom)

    @property
    def seen(self) -> ChangeToken:
        assert self.position is not None
        return self.position

    def new_device(self, signer: HolderKeys | None = None) -> tuple[Writer, bytes]:
        """A further device and the entry that would bring it in."""
        writer = Writer(self.first.account, make_device(urandom))
        entry = enrol(
            self.keyring,
            self.epoch_keys,
            signer or self.password,
            writer.keys,
            details=DETAILS,
            random=urandom,
        )
        return writer, entry

    def new_password(self) -> tuple[HolderKeys, bytes]:
        """Another password and the entry that would set it."""
        password = any_password()
        return password, change_secrets(self.keyring, self.epoch_keys, self.first.keys, urandom, password=password)

    def took(self, entry: bytes) -> None:
        """The keyring has grown by this entry."""
        self.entries.append(entry)
        self.keyring = self.keyring.extended(entry)
        if self.keyring.epoch not in self.epoch_keys:
            self.epoch_keys = open_epochs(self.keyring, self.entries, self.recovery)


def any_password() -> HolderKeys:
    """The keys of a password that nobody typed; Argon2id has no part in what is tested here."""
    return password_keys(urandom(32), salt=urandom(16), memory_kib=64 << 10, iterations=3, lanes=4)


def new_person(name: str = "ada") -> Person:
    device, password, recovery = make_device(urandom), any_password(), recovery_keys(urandom(32))
    made = create_account(device, password, recovery, DETAILS, urandom)
    first = Writer(made.account, device)
    return Person(name, password, recovery, [made.entry], dict(made.epoch_keys), urandom(16), first)


@pytest.fixture
def person(hub: RunningHub) -> Person:
    """Ada, who has an account on the hub."""
    ada = new_person()
    with HttpHub(hub.url) as door:
        ada.position = door.create_account(ada.request)
    return ada


@pytest.fixture
def door(hub: RunningHub, person: Person) -> Iterator[HttpHub]:
    """The hub as Ada's first device sees it."""
    with HttpHub(hub.url, token=person.first.token) as opened:
        yield opened


def ticket(hub: RunningHub, person: Person, secret: HolderKeys | None = None) -> str:
    """A sign-in with the password or another secret."""
    with HttpHub(hub.url) as outside:
        keys = secret or person.password
        method = "recovery" if keys is person.recovery else "password"
        nonce = outside.challenge(person.name, method).nonce
        return outside.sign_in(sign_in(keys, nonce=nonce, host=outside.address.host, name=person.name)).ticket


@dataclass
class Inside:
    """The services without HTTP, under a clock that the test moves."""

    services: Services
    tools: Tools
    clock: list[int]
    folder: DataFolder

    def later(self, seconds: float) -> None:
        self.clock[0] += int(seconds * 1000)


@pytest.fixture
def inside(tmp_path: Path) -> Iterator[Inside]:
    folder = DataFolder.made(tmp_path / "inside")
    database = open_sqlite(folder.database)
    clock = [1_800_000_000_000]
    tools = Tools(database, FileObjects(folder.blobs), bytes(32), lambda: clock[0], urandom, folder.backed_up_at)
    yield Inside(services(tools, quota=5 << 30, is_mine=lambda host: host == "hub.test"), tools, clock, folder)
    database.close()


def said(response: httpx2.Response) -> dict[str, object]:
    """The body of a refusal."""
    return msgspec.json.decode(response.content)

"""A home: the folder in which one device keeps its key, its identity and its replica (PROTOCOL section 7).

<home>/device-id            16 bytes as hex, public: under it a keyring keeps the key
<home>/secret/at-rest.key   32 bytes as hex, where there is no keyring
<home>/identity             who this device is, sealed
<home>/replica.db           its messages, encrypted
<home>/cache                attachments that it keeps, sealed
"""

import os
import secrets
import time
from pathlib import Path
from typing import TYPE_CHECKING, Self

from owntexts.agent.at_rest import Store, at_rest_key
from owntexts.agent.files import create_private, private_folder, replace_private
from owntexts.crypto.identity import Identity, cache_key, open_identity, replica_key, seal_identity
from owntexts.errors import NO_ROOM, OwntextsError, ReplicaDamaged
from owntexts.explain import Evidence, Fix
from owntexts.wire.limits import ID

if TYPE_CHECKING:
    from owntexts.agent.cache import Cache
    from owntexts.replica.database import Replica
    from owntexts.replica.salvage import Salvaged

HOME = "OWNTEXTS_HOME"


class Home:
    """An open home; a context manager that closes its replica."""

    def __init__(self, path: Path, device: bytes, key: bytes, key_store: Store) -> None:
        self.path = path
        self.device = device
        self.key_store = key_store
        self._key = key
        self._replica: Replica | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_exc: object) -> None:
        self.close()

    @property
    def replica(self) -> "Replica":
        """The messages of this device; another process may have removed the copy that was open here."""
        from owntexts.replica.database import open_replica  # noqa: PLC0415 - `account show` needs none

        if self._replica is None or not self._replica.is_in_place():
            self._replica = open_replica(self._replica_file, replica_key(self._key))
        return self._replica

    @property
    def cache(self) -> "Cache":
        """The bytes of attachments that this device keeps."""
        from owntexts.agent.cache import Cache  # noqa: PLC0415 - few commands need it
        from owntexts.crypto.cached import CacheKeys  # noqa: PLC0415 - as above

        return Cache(self.path / "cache", CacheKeys(cache_key(self._key)), secrets.token_bytes)

    @property
    def identity(self) -> Identity:
        """Who this device is now; another process may have joined an account since it was last asked."""
        return open_identity(self._identity_file.read_bytes(), self._key)

    def save(self, identity: Identity) -> None:
        """Keeps a new identity durably, before anything that names it leaves this device."""
        replace_private(self._identity_file, self._sealed(identity))

    def close(self) -> None:
        """Closes what was opened."""
        if self._replica is not None:
            self._replica.close()
            self._replica = None

    def remove_replica(self) -> None:
        """Deletes this device's copy of the messages; the home itself stays."""
        self.close()
        for suffix in ("", "-wal", "-shm"):
            (self.path / f"replica.db{suffix}").unlink(missing_ok=True)

    def salvaged(self) -> "Salvaged":
        """What can still be read of a damaged replica and stands nowhere else."""
        from owntexts.replica.salvage import salvage  # noqa: PLC0415 - only a damaged replica needs it

        self.close()
        return salvage(self._replica_file, replica_key(self._key))

    def begin_anew(self) -> Path:
        """Moves a damaged replica aside, where a new one takes its place; where the old one lies now."""
        from owntexts.replica.database import move_aside  # noqa: PLC0415 - as above

        self.close()
        return move_aside(self._replica_file)

    def found_damaged(self) -> ReplicaDamaged | None:
        """What some earlier command met in the replica, until it is made anew or `found_whole`."""
        from owntexts.replica.database import found_damaged  # noqa: PLC0415 - as above

        return found_damaged(self._replica_file)

    def found_whole(self) -> None:
        """All of the replica was read, and nothing is wrong."""
        from owntexts.replica.known_damage import forget  # noqa: PLC0415 - as above

        forget(self._replica_file)

    def introduce(self) -> None:
        """Writes the identity file of a new home."""
        if not self._identity_file.exists():
            create_private(self._identity_file, self._sealed(Identity(self.device)))

    @property
    def _replica_file(self) -> Path:
        return self.path / "replica.db"

    @property
    def _identity_file(self) -> Path:
        return self.path / "identity"

    def _sealed(self, identity: Identity) -> bytes:
        return seal_identity(identity, self._key, secrets.token_bytes)


def open_home(path: Path | None = None) -> Home:
    """The home at `path`, else the one that OWNTEXTS_HOME names, else this person's; made by the first command."""
    folder = path or home_path()
    try:
        private_folder(folder)
        device = _device_id(folder)
        key, store = at_rest_key(folder, device, new=not (folder / "identity").exists())
        home = Home(folder, device, key, store)
        home.introduce()
    except OSError as error:
        raise _unusable(folder, error) from error
    return home


def home_path() -> Path:
    """Where this person's home is."""
    if named := os.environ.get(HOME):
        return Path(named).expanduser().absolute()
    import platformdirs  # noqa: PLC0415 - only without OWNTEXTS_HOME

    return platformdirs.user_data_path("owntexts", appauthor=False)


def now_ms() -> int:
    """This machine's clock: UTC milliseconds since 1970."""
    return time.time_ns() // 1_000_000


def _device_id(folder: Path) -> bytes:
    file = folder / "device-id"
    if not file.exists():
        create_private(file, secrets.token_bytes(ID).hex().encode())
    try:
        return bytes.fromhex(file.read_text("ascii").strip())
    except ValueError:
        raise ReplicaDamaged(
            "The file that names this device is damaged",
            "Without it the key of this home cannot be looked up in the system's keyring.",
            evidence=(Evidence("file", str(file)),),
            fixes=(Fix("bring_back", "Bring the file back from a backup of this computer", "person"),),
        ) from None


def _unusable(folder: Path, error: OSError) -> OwntextsError:
    return OwntextsError(
        "The folder of this device cannot be used",
        "Owntexts keeps its copy of your messages there and must be able to write to it.",
        code="storage.device_full" if error.errno in NO_ROOM else None,
        evidence=(Evidence("folder", str(folder)), Evidence("fault", error.strerror or type(error).__name__)),
        fixes=(
            Fix("permit", f"Make {folder} writable for you, or make room on its disk", "person"),
            Fix("elsewhere", f"Name another folder in {HOME}", "person"),
        ),
    )

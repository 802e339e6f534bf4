"""The data folder of a hub: 0700, what is secret in it 0600, and one serving process at a time.

hub.db (and its WAL)      accounts, keyrings, log items        0600
blobs/                    opaque objects                       0700
secret/hub.key            32 random bytes                      0600
secret/certificate.pem    made by `--tls auto`, with its key   0600
serving.json              where the hub was last served        0600
lock                      held by the serving process          0600
backed-up.json            when it was last copied whole to another disk        0600
backup.json               in a backup only, which is a folder like this one   0600
removing                  held while objects are removed, and kept from it by a backup   0600
"""

import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

import msgspec

from owntexts.errors import Busy, NotFound, OwntextsError, WrongUsage
from owntexts.explain import Evidence, Fix
from owntexts.hub.backends.locking import try_to_lock

SECRET_BYTES: Final = 32


class Serving(msgspec.Struct, frozen=True):
    """Where a hub is reached: the address it listens on and the one that devices are told, and what pins it."""

    host: str
    port: int
    url: str
    tls: bool
    sha256: str | None = None
    public_url: str | None = None


class DataFolder:
    """One hub's folder."""

    def __init__(self, path: Path) -> None:
        self.path = path

    @classmethod
    def made(cls, path: Path) -> "DataFolder":
        """The folder at `path`, to be served: made where there is none yet, and shut to everyone else."""
        folder = cls(path)
        folder.check_is_for_serving()
        try:
            folder.make()
            os.close(os.open(folder.database, os.O_CREAT | os.O_RDWR, 0o600))
        except OSError as error:
            raise unusable(path, error) from error
        return folder

    @classmethod
    def found(cls, path: Path) -> "DataFolder":
        """The folder of a hub that was served before."""
        if not (path / "hub.db").is_file():
            raise NotFound(
                "No hub keeps its data here",
                "The folder holds no hub's database.",
                evidence=(Evidence("folder", str(path), origin="--data"),),
                fixes=(Fix("serve", "Start a hub there first", "person", command=f"owntexts hub serve --data {path}"),),
            )
        return cls(path)

    def make(self) -> None:
        """The folders. Raises OSError."""
        for folder in (self.path, self.path / "secret", self.path / "blobs"):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            folder.chmod(0o700)

    def check_is_for_serving(self) -> None:
        """WrongUsage for a backup, and for what a restore left unfinished."""
        if self.marker.exists():
            raise _backup_served(self.path)
        if self.unfinished.exists():
            raise _half_restored(self.path)

    @property
    def marker(self) -> Path:
        """The file that says that this is a backup, and of when."""
        return self.path / "backup.json"

    @property
    def unfinished(self) -> Path:
        """The file that stands while a restore is under way."""
        return self.path / "restoring"

    @property
    def database(self) -> Path:
        return self.path / "hub.db"

    @property
    def blobs(self) -> Path:
        return self.path / "blobs"

    @property
    def certificate(self) -> Path:
        return self.path / "secret" / "certificate.pem"

    @property
    def certificate_key(self) -> Path:
        return self.path / "secret" / "certificate.key"

    def secret(self, random: Callable[[int], bytes]) -> bytes:
        """What only this hub knows; made once."""
        path = self.path / "secret" / "hub.key"
        if not path.exists():
            keep(path, random(SECRET_BYTES))
        return path.read_bytes()

    def note_serving(self, serving: Serving) -> None:
        keep(self.path / "serving.json", msgspec.json.encode(serving))

    def last_serving(self) -> Serving:
        """Where the hub is served, or was last."""
        try:
            return msgspec.json.decode((self.path / "serving.json").read_bytes(), type=Serving)
        except (OSError, msgspec.MsgspecError) as error:
            raise NotFound(
                "This hub was never served",
                "Its address is known once it has been started.",
                evidence=(Evidence("folder", str(self.path), origin="--data"),),
                fixes=(Fix("serve", "Start it", "person", command=f"owntexts hub serve --data {self.path}"),),
            ) from error

    def note_backup(self, began_at: str) -> None:
        """Keep when (RFC 3339) the newest whole copy on another disk was begun. Raises OSError."""
        keep(self._backed_up, msgspec.json.encode(began_at))

    def backed_up_at(self) -> str | None:
        """When the newest whole copy on another disk was begun; None where none is known of."""
        with suppress(OSError, msgspec.MsgspecError):
            return msgspec.json.decode(self._backed_up.read_bytes(), type=str)
        return None

    @property
    def _backed_up(self) -> Path:
        return self.path / "backed-up.json"

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Keep every other process from serving this folder; Busy where one does."""
        handle = os.open(self.path / "lock", os.O_CREAT | os.O_RDWR, 0o600)
        try:
            if not try_to_lock(handle):
                raise _served_already(self.path)
            yield
        finally:
            os.close(handle)

    @contextmanager
    def removing(self) -> Iterator[bool]:
        """Whether objects may be removed, for as long as the block lasts; only one process at a time may."""
        handle = os.open(self.path / "removing", os.O_CREAT | os.O_RDWR, 0o600)
        try:
            yield try_to_lock(handle)
        finally:
            os.close(handle)


def keep(path: Path, data: bytes) -> None:
    """Write a file that only its owner reads, whole or not at all, and on the disk when this returns."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".new-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(path)
        sync_folder(path.parent)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def sync_folder(path: Path) -> None:
    """Make a new name in a folder last; Windows does so by itself and cannot open folders."""
    if os.name == "nt":
        return
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _served_already(path: Path) -> Busy:
    return Busy(
        "Another process serves this hub already",
        "Two would give out the same places in the log, so only one may run on a folder.",
        evidence=(Evidence("folder", str(path), origin="--data"),),
        fixes=(Fix("stop", "Stop the other process, or give this one a folder of its own", "person"),),
    )


def _backup_served(path: Path) -> WrongUsage:
    return WrongUsage(
        "This folder holds a backup",
        "It would be none any more if it were served. It is restored into a folder of its own, and that one is served.",
        evidence=(Evidence("folder", str(path), origin="--data"),),
        fixes=(Fix("restore", "Restore it", "person", command=f"owntexts hub restore {path} --data OTHER"),),
    )


def _half_restored(path: Path) -> WrongUsage:
    return WrongUsage(
        "A restore into this folder did not come to its end",
        "Part of what the backup holds is not there yet.",
        evidence=(Evidence("folder", str(path), origin="--data"),),
        fixes=(Fix("restore", "Run it again", "person", command=f"owntexts hub restore BACKUP --data {path}"),),
    )


def unusable(path: Path, error: OSError) -> OwntextsError:
    return OwntextsError(
        "The hub's folder cannot be used",
        "The hub could not make or open the files that it keeps there.",
        evidence=(
            Evidence("folder", str(path), origin="--data"),
            Evidence("answer", error.strerror, origin="the operating system"),
        ),
        fixes=(Fix("folder", "Give a folder that this user may write to", "person"),),
    )

"""An open backup: any of its files by domain and path, plain, whether it is encrypted or not."""

from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha1
from io import BufferedReader
from pathlib import Path
from typing import BinaryIO, Final, Self

import apsw

from owntexts.crypto.foreign import keybag
from owntexts.crypto.foreign.keybag import ClassKeys
from owntexts.crypto.foreign.unopened import Unopened
from owntexts.errors import SourceFailed
from owntexts.sources import failures, snapshot
from owntexts.sources.iphone_backup import decrypted_database, refusals
from owntexts.sources.iphone_backup import folder as folders
from owntexts.sources.iphone_backup.entries import Entry, Manifest, NoManifest, file_id
from owntexts.sources.iphone_backup.manifest_db import ManifestDb
from owntexts.sources.iphone_backup.manifest_mbdb import ManifestMbdb
from owntexts.sources.iphone_backup.plaintext import Plaintext
from owntexts.sources.iphone_backup.unlocking import class_keys
from owntexts.sources.malformed import Malformed
from owntexts.sources.plain_files import opened
from owntexts.sources.snapshot import Snapshot

LOG: Final = "-wal"
PIECE: Final = 1 << 20
EMPTY: Final = Entry(0)
"""A file without bytes may have no key."""


@dataclass(frozen=True)
class Stored:
    """A file as it lies in the folder: where, what the manifest says of it, and the key that opens it."""

    path: Path
    entry: Entry
    key: bytes | None

    def opened(self) -> BinaryIO:
        """Its plain bytes. Raises OSError."""
        return BufferedReader(self.plain(), PIECE) if self.key else opened(self.path)

    def plain(self) -> Plaintext:
        """Its plain bytes, from any place. Raises OSError."""
        return Plaintext(opened(self.path), self.key, self.entry.size if self.key else None)

    @property
    def lacks(self) -> int:
        """How many bytes are cut off, by the size that the manifest tells."""
        return max(0, (self.entry.size or 0) - self.path.stat().st_size)

    def is_as_listed(self) -> bool:
        """Whether its digest is the manifest's, where that can be told.

        The digest is of what is stored, so it says nothing of a file that another program has decrypted.
        """
        if self.entry.digest is None or (self.key is None and self.entry.key is not None):
            return True
        digest = sha1(usedforsecurity=False)
        with opened(self.path) as file:
            while piece := file.read(PIECE):
                digest.update(piece)
        return digest.digest() == self.entry.digest


class Backup:
    """A context manager; nothing of it is copied but a database that is not encrypted."""

    def __init__(self, folder: Path, password: str | None) -> None:
        self.folder = folder.resolve()
        self.about = folders.about(folder)
        self._keys = class_keys(folder, self.about, password) if self.about.encrypted else None
        self._manifest = _manifest(folder, self.about.manifest_key, self._keys)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()

    def close(self) -> None:
        self._manifest.close()

    @property
    def damage(self) -> str | None:
        """What of the list of files could not be read."""
        return self._manifest.damage

    def lists(self, domain: str, path: str) -> bool:
        """Whether the list names the file, wherever its bytes are. Raises Malformed."""
        return self._manifest.find(domain, path) is not None

    def find(self, domain: str, path: str) -> Stored | None:
        """The file, or None where the folder does not have it. Raises Malformed where its record is damaged."""
        place = folders.stored(self.folder, file_id(domain, path))
        if place is None or not place.resolve().is_relative_to(self.folder):
            return None
        entry = self._manifest.find(domain, path)
        return Stored(place, entry or Entry(), self._key(entry))

    def read(self, domain: str, path: str, most: int) -> bytes | None:
        """A small file as a whole; None where it is not there, is larger, or cannot be read."""
        with suppress(OSError, Malformed):
            if (found := self.find(domain, path)) is not None:
                with found.opened() as file:
                    data = file.read(most + 1)
                    return data if len(data) <= most else None
        return None

    def database(self, domain: str, path: str) -> Snapshot | None:
        """A consistent view of a database, or None where there is none. Raises SourceFailed, Malformed."""
        found, log = self.find(domain, path), self.find(domain, path + LOG)
        if found is None:
            return None
        if log is not None and not log.path.stat().st_size:
            log = None
        return _in_place(found, log) if found.key or log else snapshot.take(found.path)

    def _key(self, entry: Entry | None) -> bytes | None:
        if self._keys is None or entry == EMPTY:
            return None
        if entry is None or entry.key is None:
            raise Malformed("the manifest has no key for it")
        try:
            return keybag.opened(self._keys, entry.key)
        except Unopened as reason:
            raise Malformed(str(reason)) from reason


def _manifest(folder: Path, sealed: bytes | None, keys: ClassKeys | None) -> Manifest:
    """The list of files. Raises SourceFailed where an encrypted backup has none that can be read."""
    try:
        return _listed(folder, sealed, keys)
    except (Malformed, Unopened) as reason:
        if keys is None:
            return NoManifest(str(reason))
        raise refusals.unusable_list(folder, str(reason)) from reason
    except SourceFailed as failure:
        if keys is None:
            return NoManifest(failure.finding.explanation)
        raise


def _listed(folder: Path, sealed: bytes | None, keys: ClassKeys | None) -> Manifest:
    if (folder / folders.MANIFEST_DB).is_file():
        return ManifestDb.of(_manifest_db(folder, sealed, keys))
    if (folder / folders.MANIFEST_MBDB).is_file():
        return ManifestMbdb(folder / folders.MANIFEST_MBDB)
    if keys is not None:
        raise refusals.no_list(folder)
    return NoManifest()


def _manifest_db(folder: Path, sealed: bytes | None, keys: ClassKeys | None) -> Snapshot:
    """The database of the list; in iOS 10.0 and 10.1 it was plain even in an encrypted backup."""
    file = folder / folders.MANIFEST_DB
    if keys is None or folders.is_database(file):
        return snapshot.take(file)
    if sealed is None:
        raise refusals.no_keybag(folder)
    return _in_place(Stored(file, Entry(), keybag.opened(keys, sealed)))


def _in_place(found: Stored, log: Stored | None = None) -> Snapshot:
    """The database open where it lies, and its log of changes, decrypted as they are read. Raises SourceFailed."""
    try:
        plain, changes = found.plain(), log.plain() if log else None
        damage = f"{plain.lacks} bytes of it are cut off" if plain.lacks else None
        return snapshot.through(decrypted_database.connection(plain, changes), found.path, damage)
    except OSError as error:
        raise failures.damaged(found.path, str(error)) from error
    except apsw.Error as error:
        raise failures.damaged(found.path, str(error)) from error

"""Builds whole backups: a store of messages, its attachments, contacts and preferences, plain or encrypted."""

import plistlib
import shutil
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha1, sha256
from pathlib import Path
from random import Random
from typing import Any, Final, Literal

import apsw

from owntexts.crypto.foreign import cbc, keybag
from owntexts.sources.iphone_backup.addressbook import BOOK, IMAGES
from owntexts.sources.iphone_backup.entries import HOME, MEDIA, file_id
from owntexts.sources.iphone_backup.folder import SMS
from owntexts.testing.apple import Manifest, SchemaName, build_chat_db
from owntexts.testing.apple.corpus import chance_of
from owntexts.testing.contacts import Somebody, everybody, write_iphone_book, write_iphone_pictures
from owntexts.testing.iphone.keybags import FEW_ROUNDS, Bag, make_bag
from owntexts.testing.iphone.lists import FILE, FOLDER, LINK, Listed, write_db, write_mbdb

Layout = Literal["db", "mbdb"]
Named = tuple[str, str]
"""A file of the iPhone: domain and path."""

WHEN_UNLOCKED_ONCE, ALWAYS = 3, 4
LIBRARY: Final = "Library/SMS/"
MADE: Final = datetime(2026, 11, 1, 12, tzinfo=UTC).replace(tzinfo=None)
MOST_BYTES: Final = 3_000

SETTINGS: Final = (HOME, "Library/Preferences/com.apple.MobileSMS.plist")
MADRID: Final = (HOME, "Library/Preferences/com.apple.madrid.plist")


@dataclass(frozen=True)
class Backup:
    """A backup that was written: its folder, its plain files, and what its messages hold where they were made here."""

    folder: Path
    files: Mapping[Named, bytes]
    password: str | None
    manifest: Manifest | None = None

    def at(self, domain: str, path: str, *, flat: bool = False) -> Path:
        """Where a file of the iPhone lies."""
        one = file_id(domain, path)
        return self.folder / one if flat else self.folder / one[:2] / one


def build_backup(
    parent: Path,
    *,
    messages: int,
    seed: int = 1,
    schema: SchemaName = "ios14",
    password: str | None = None,
    layout: Layout = "db",
    rounds: tuple[int, int] | None = FEW_ROUNDS,
    contacts: int = 6,
    more: Mapping[Named, bytes] | None = None,
) -> Backup:
    """A backup with that many rows of messages, and contacts, in a folder that is named as the iPhone is."""
    with tempfile.TemporaryDirectory() as made:
        store = Path(made) / "sms.db"
        manifest = build_chat_db(store, messages=messages, seed=seed, schema=schema)
        files = _contacts(Path(made), everybody(contacts, seed)) | dict(more or {})
        packed = pack(store, parent, seed=seed, password=password, layout=layout, rounds=rounds, more=files)
    return Backup(packed.folder, packed.files, password, manifest)


def pack(
    store: Path,
    parent: Path,
    *,
    seed: int = 1,
    password: str | None = None,
    layout: Layout = "db",
    rounds: tuple[int, int] | None = FEW_ROUNDS,
    more: Mapping[Named, bytes] | None = None,
) -> Backup:
    """A backup of any store, with made-up bytes for those of its attachments that lie on the iPhone.

    `more` are further files, or other bytes for those that are always there. `rounds` is as in `make_bag`.
    """
    chance = chance_of(seed)
    device = f"{chance.getrandbits(160):040x}"
    files = {SMS: store.read_bytes(), **_settings(), **_attachments(store), **(more or {})}
    folder = parent / device
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    bag = make_bag(password or "none", chance, rounds)
    writer = _Writer(folder, bag if password else None, chance, flat=layout == "mbdb")
    listed = [*_folders(), *(writer.write(named, data) for named, data in files.items())]
    sealed = writer.write_list(listed, layout)
    _write_plists(folder, device, bag, sealed, encrypted=password is not None, old=layout == "mbdb")
    return Backup(folder, files, password)


class _Writer:
    """Writes files under their ids, encrypted where there is a bag."""

    def __init__(self, folder: Path, bag: Bag | None, chance: Random, *, flat: bool) -> None:
        self._folder, self._bag, self._chance, self._flat = folder, bag, chance, flat

    def write(self, named: Named, data: bytes) -> Listed:
        stored, key = self._sealed(data, WHEN_UNLOCKED_ONCE)
        one = file_id(*named)
        place = self._folder / one if self._flat else self._folder / one[:2] / one
        place.parent.mkdir(exist_ok=True)
        place.write_bytes(stored)
        digest = sha1(stored, usedforsecurity=False).digest()
        return Listed(*named, FILE, len(data), WHEN_UNLOCKED_ONCE, key, digest)

    def write_list(self, listed: list[Listed], layout: Layout) -> bytes | None:
        """The list itself; gives the key that opens it, where it is encrypted."""
        if layout == "mbdb":
            write_mbdb(self._folder / "Manifest.mbdb", listed)
            return None
        file = self._folder / "Manifest.db"
        write_db(file, listed)
        stored, key = self._sealed(file.read_bytes(), ALWAYS)
        file.write_bytes(stored)
        return key

    def _sealed(self, data: bytes, protection: int) -> tuple[bytes, bytes | None]:
        if self._bag is None:
            return data, None
        key = self._chance.randbytes(32)
        return cbc.encrypted(key, data), keybag.sealed(self._bag.keys, protection, key)


def _folders() -> Iterator[Listed]:
    yield Listed(HOME, "Library", FOLDER)
    yield Listed(HOME, "Library/SMS", FOLDER)
    yield Listed(MEDIA, "Library/SMS/Attachments", FOLDER)
    yield Listed(HOME, "Library/Caches/Now", LINK, target="/var/mobile/Library/Caches")


def _settings() -> dict[Named, bytes]:
    return {
        SETTINGS: plistlib.dumps({"KeepMessageForDays": 0}, fmt=plistlib.FMT_BINARY),
        MADRID: plistlib.dumps({"CloudKitSyncingEnabled": True}, fmt=plistlib.FMT_BINARY),
    }


def _attachments(store: Path) -> dict[Named, bytes]:
    """Bytes that follow from the name, for every file that the store says is there."""
    with closing(apsw.Connection(str(store), flags=apsw.SQLITE_OPEN_READONLY)) as connection:
        found = connection.execute("SELECT filename FROM attachment WHERE filename LIKE ?", (f"%{LIBRARY}%",))
        paths = [LIBRARY + name.partition(LIBRARY)[2] for (name,) in found]
    return {(MEDIA, path): _bytes_of(path) for path in paths}


def _contacts(folder: Path, people: Sequence[Somebody]) -> dict[Named, bytes]:
    """The address book of these people, with its pictures."""
    write_iphone_book(folder / "book", people)
    write_iphone_pictures(folder / "pictures", people)
    return {(HOME, BOOK): (folder / "book").read_bytes(), (HOME, IMAGES): (folder / "pictures").read_bytes()}


def _bytes_of(path: str) -> bytes:
    seed = sha256(path.encode()).digest()
    return (seed * (MOST_BYTES // len(seed) + 1))[: int.from_bytes(seed[:2], "big") % MOST_BYTES]


def _write_plists(folder: Path, device: str, bag: Bag, sealed: bytes | None, *, encrypted: bool, old: bool) -> None:
    system = "9.3.5" if old else "14.3"
    told = {"ProductType": "iPhone9,3", "ProductVersion": system, "UniqueDeviceID": device}
    manifest: dict[str, Any] = {
        "BackupKeyBag": bag.data,
        "Date": MADE,
        "IsEncrypted": encrypted,
        "Lockdown": {**told, "DeviceName": "Mara's iPhone"},
        "Applications": {},
        "Version": "9.1" if old else "10.0",
        "WasPasscodeSet": True,
    }
    if sealed is not None:
        manifest["ManifestKey"] = sealed
    info = {
        "Device Name": "Mara's iPhone",
        "Product Type": "iPhone9,3",
        "Product Version": system,
        "Last Backup Date": MADE,
        "Unique Identifier": device.upper(),
        "Target Identifier": device,
    }
    status = {"BackupState": "new", "SnapshotState": "finished", "Date": MADE, "IsFullBackup": False, "Version": "3.3"}
    (folder / "Info.plist").write_bytes(plistlib.dumps(info))
    for name, value in (("Manifest.plist", manifest), ("Status.plist", status)):
        (folder / name).write_bytes(plistlib.dumps(value, fmt=plistlib.FMT_BINARY))

"""The folder of a backup, and what its own property lists say of it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from owntexts.sources import failures, snapshot
from owntexts.sources.apple_messages.archive import plist_dictionary
from owntexts.sources.iphone_backup.entries import HOME, file_id
from owntexts.sources.malformed import Malformed
from owntexts.sources.plain_files import opened

SMS: Final = (HOME, "Library/SMS/sms.db")
SMS_ID: Final = file_id(*SMS)

INFO: Final = "Info.plist"
STATUS: Final = "Status.plist"
MANIFEST: Final = "Manifest.plist"
MANIFEST_DB: Final = "Manifest.db"
MANIFEST_MBDB: Final = "Manifest.mbdb"
OWN_FILES: Final = (INFO, STATUS, MANIFEST, MANIFEST_DB, MANIFEST_MBDB)

LARGEST_PLIST: Final = 64 << 20
FINISHED: Final = "finished"
LONGEST_NAME: Final = 80

Plist = dict[str, Any]


@dataclass(frozen=True)
class About:
    """What a backup says of itself; what it does not say is None. Its keys are those of Manifest.plist."""

    name: str | None
    product: str | None
    system: str | None
    made: str | None
    state: str | None
    encrypted: bool
    keybag: bytes | None
    manifest_key: bytes | None

    @property
    def device(self) -> str:
        """'Ada's iPhone (iPhone14,5, iOS 17.2)', as far as it is known."""
        told = ", ".join(filter(None, (self.product, self.system and f"iOS {self.system}")))
        return f"{self.name or 'an iPhone'}{f' ({told})' if told else ''}"

    @property
    def is_finished(self) -> bool:
        """Whether nothing says that it is still being made."""
        return self.state in {None, FINISHED}


def is_backup(folder: Path) -> bool:
    """Whether this looks like the folder of a backup: by its list of files, or by the messages themselves."""
    return (folder / MANIFEST_DB).is_file() or (folder / MANIFEST_MBDB).is_file() or stored(folder, SMS_ID) is not None


def stored(folder: Path, one: str) -> Path | None:
    """The file with this id: in a folder of its first two letters since iOS 10, beside the manifest before."""
    return next((path for path in (folder / one[:2] / one, folder / one) if path.is_file()), None)


def backups_in(folder: Path) -> list[Path]:
    """The backups inside a folder such as MobileSync/Backup. Raises SourceFailed source.permission."""
    try:
        return sorted(each for each in _entries(folder) if is_backup(each))
    except PermissionError as refusal:
        raise failures.permission(folder, str(refusal.strerror)) from refusal


def about(folder: Path) -> About:
    """What the property lists say; one that is missing or unreadable says nothing."""
    info, manifest, status = (_read(folder / name) for name in (INFO, MANIFEST, STATUS))
    lockdown = manifest.get("Lockdown")
    device = lockdown if isinstance(lockdown, dict) else {}
    return About(
        name=_text(info.get("Device Name") or device.get("DeviceName")),
        product=_text(info.get("Product Type") or device.get("ProductType")),
        system=_text(info.get("Product Version") or device.get("ProductVersion")),
        made=_date(info.get("Last Backup Date") or manifest.get("Date")),
        state=_text(status.get("SnapshotState")),
        encrypted=_is_encrypted(folder, manifest.get("IsEncrypted")),
        keybag=_bytes(manifest.get("BackupKeyBag")),
        manifest_key=_bytes(manifest.get("ManifestKey")),
    )


def _is_encrypted(folder: Path, told: Any) -> bool:
    """What Manifest.plist says, else what the list of files looks like; a store that is plain has the last word."""
    messages = stored(folder, SMS_ID)
    if messages is not None and is_database(messages):
        return False
    if isinstance(told, bool):
        return told
    listed = folder / MANIFEST_DB
    return listed.is_file() and not is_database(listed)


def is_database(file: Path) -> bool:
    """Whether it is a plain SQLite database. Raises SourceFailed where it may not be read."""
    return snapshot.header(file).startswith(snapshot.MAGIC)


def _entries(folder: Path) -> Iterator[Path]:
    return (entry for entry in folder.iterdir() if entry.is_dir())


def _read(file: Path) -> Plist:
    try:
        with opened(file) as stream:
            data = stream.read(LARGEST_PLIST + 1)
        return plist_dictionary(data) if len(data) <= LARGEST_PLIST else {}
    except PermissionError as refusal:
        raise failures.permission(file, str(refusal.strerror)) from refusal
    except (OSError, Malformed):
        return {}


def _text(value: Any) -> str | None:
    return " ".join(value.split())[:LONGEST_NAME] or None if isinstance(value, str) else None


def _date(value: Any) -> str | None:
    return value.date().isoformat() if isinstance(value, datetime) else None


def _bytes(value: Any) -> bytes | None:
    return value if isinstance(value, bytes) else None

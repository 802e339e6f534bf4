"""Where Finder, iTunes and Apple Devices put their backups."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from owntexts.errors import SourceFailed
from owntexts.sources.iphone_backup.folder import backups_in

BACKUPS: Final = Path("MobileSync", "Backup")


def discover() -> Iterator[Path]:
    """The backups of this user; nothing where the system does not let this program look."""
    for folder in _folders():
        if folder.is_dir():
            yield from _backups(folder)


def _folders() -> Iterator[Path]:
    home = Path.home()
    yield home / "Library" / "Application Support" / BACKUPS
    yield home / "Apple" / BACKUPS
    if roaming := os.environ.get("APPDATA"):
        yield Path(roaming) / "Apple Computer" / BACKUPS


def _backups(folder: Path) -> list[Path]:
    try:
        return backups_in(folder)
    except (OSError, SourceFailed):
        return []

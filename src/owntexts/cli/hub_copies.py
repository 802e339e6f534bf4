"""`owntexts hub check`, `backup` and `restore`: whether a hub has all that it should, and a second place for it."""

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from owntexts.cli import words
from owntexts.cli.flags import Json
from owntexts.cli.output import show
from owntexts.cli.progress import bar
from owntexts.errors import Differs
from owntexts.explain.amounts import size_in_words
from owntexts.hub.copies import backup as backups
from owntexts.hub.copies import checking
from owntexts.hub.copies import restore as restoring
from owntexts.hub.copies.checking import Checked
from owntexts.hub.copies.copying import Copied
from owntexts.hub.server import now_ms

Data = Annotated[Path, Parameter(help="The hub's folder.")]


def check(*, data: Data, json: Json = False) -> int:
    """Read every blob again, and hold it against what was stored. Exit code 5: some are missing or damaged.

    It works while the hub serves, and on a backup too.

    For example:
        owntexts hub check --data ~/hub
    """
    with bar("Checking blobs") as progress:
        checked = checking.check(data, progress)
    show(checked, lambda: [f"Checked {words.counted(checked.blobs, 'blob')}{_ending(checked)}"], json=json)
    return _exit_code(checked)


def backup(folder: Path, /, *, data: Data, json: Json = False) -> int:
    """Make a backup of the hub, or bring an earlier one up to date. Exit code 5: blobs are missing or damaged.

    It works while the hub serves, and holds everything as of the moment when it began. Put it on another disk: devices
    hear of it then, and no longer warn that all copies lie on one.

    For example:
        owntexts hub backup /mnt/usb/hub --data ~/hub

    Parameters
    ----------
    folder
        A new folder, or that of an earlier backup of this hub.
    """
    with bar("Copying blobs") as progress:
        copied = backups.back_up(data, folder, now=now_ms(), progress=progress)
    show(copied, lambda: _backed_up(copied, folder, data), json=json)
    return _exit_code(copied)


def restore(folder: Path, /, *, data: Data, json: Json = False) -> int:
    """Make a hub's folder of a backup, to be served at once. Exit code 5: blobs are missing or damaged in the backup.

    Devices that have seen more than the backup holds say so (feed.reset); nothing of theirs is overwritten.

    For example:
        owntexts hub restore /mnt/usb/hub --data ~/hub

    Parameters
    ----------
    folder
        The folder of the backup.
    """
    with bar("Copying blobs") as progress:
        copied = restoring.restore(folder, data, progress=progress)
    show(copied, lambda: _told(copied, f"Restored; serve it with owntexts hub serve --data {data}"), json=json)
    return _exit_code(copied)


def _exit_code(result: Checked | Copied) -> int:
    return 0 if result.clean else Differs.exit_code


def _backed_up(copied: Copied, folder: Path, data: Path) -> Iterator[str]:
    yield from _told(copied, f"The backup in {folder} is complete as of now")
    if not backups.lies_elsewhere(data, folder):
        yield "It lies on the hub's own disk. If that fails, both are gone, so devices are not told of this backup."


def _told(copied: Copied, done: str) -> Iterator[str]:
    yield done
    written = f"{copied.copied} copied now, {size_in_words(copied.bytes)}"
    yield f"{words.counted(copied.blobs, 'blob')}, {written}{_ending(copied)}"


def _ending(result: Checked | Copied) -> str:
    if result.clean:
        return ": all are there and whole."
    lines = [f"  missing  {blob}" for blob in result.missing] + [f"  damaged  {blob}" for blob in result.damaged]
    way_out = "A device that has them puts them back when it syncs; a backup has them under the same names."
    return "\n".join([f": {len(result.missing)} missing, {len(result.damaged)} damaged.", *lines, way_out])

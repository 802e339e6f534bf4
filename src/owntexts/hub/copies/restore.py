"""`hub restore`: a backup becomes a hub's folder again, in a place where nothing is."""

import os
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path

from owntexts.errors import NotFound, WrongUsage
from owntexts.explain import Evidence, Fix
from owntexts.hub.backends.folder import DataFolder, keep, sync_folder
from owntexts.hub.copies.backup import marker_of
from owntexts.hub.copies.checking import Progress
from owntexts.hub.copies.copying import Copied, copy_hub, told_plainly


def restore(backup: Path, data: Path, *, progress: Progress) -> Copied:
    """Make `data` the hub that `backup` was made of. WrongUsage where something lies there already.

    A restore that was cut off can be run again.
    """
    original, copy = _found(backup), DataFolder(data)
    _check_target(copy)
    with told_plainly(copy):
        copy.make()
        keep(copy.unfinished, b"")
    with copy.locked(), _not_written(original):
        copied = copy_hub(original, copy, progress)
        with told_plainly(copy):
            copy.unfinished.unlink()
            sync_folder(copy.path)
    return copied


def _found(path: Path) -> DataFolder:
    folder = DataFolder(path)
    marker = marker_of(folder)
    if marker is None or marker.as_of is None:
        raise NotFound(
            "There is no backup in this folder",
            "None was made there, or the first one never came to its end.",
            evidence=(Evidence("folder", str(path), origin="the command"),),
            fixes=(
                Fix("other-folder", "Name the folder of a backup", "person"),
                Fix("backup", "Make one", "person", command=f"owntexts hub backup {path} --data DIR"),
            ),
        )
    return folder


def _check_target(copy: DataFolder) -> None:
    """Nothing that is there is ever overwritten."""
    if copy.unfinished.exists() or not copy.path.exists():
        return
    if not copy.path.is_dir() or any(copy.path.iterdir()):
        raise WrongUsage(
            "Something lies in this folder already",
            "A backup is restored into a new or an empty folder only, so that nothing is ever overwritten.",
            evidence=(Evidence("folder", str(copy.path), origin="--data"),),
            fixes=(
                Fix("other-folder", "Name a folder that is new or empty", "person"),
                Fix("move", "Or move away what lies there", "person"),
            ),
        )


def _not_written(backup: DataFolder) -> AbstractContextManager[None]:
    """No backup is made into it meanwhile; where the folder cannot be written to, none can."""
    return backup.locked() if os.access(backup.path, os.W_OK) else nullcontext()

"""`hub backup`: a copy of a hub in another folder, made while it serves, and brought up to date by the next one."""

from contextlib import suppress
from pathlib import Path

import msgspec
from msgspec import Struct

from owntexts.errors import OwntextsError, WrongUsage
from owntexts.explain import Evidence, Fix
from owntexts.hub.backends.folder import DataFolder, keep, unusable
from owntexts.hub.copies.checking import Progress
from owntexts.hub.copies.copying import Copied, copy_hub, drop_others, nothing_removed, told_plainly
from owntexts.hub.service.tools import rfc3339


class Marker(Struct, frozen=True):
    """Says that a folder is a backup. `as_of` is when the newest one was begun, None where none came to its end."""

    as_of: str | None = None


def back_up(data: Path, target: Path, *, now: int, progress: Progress) -> Copied:
    """Bring the backup in `target` to what the hub in `data` holds now; makes it where there is none yet.

    WrongUsage for a target that holds something else.
    """
    original, copy = DataFolder.found(data), DataFolder(target)
    original.check_is_for_serving()
    _check_target(original, copy)
    with told_plainly(copy):
        copy.make()
        if not copy.marker.exists():
            _mark(copy, Marker())
    with copy.locked(), nothing_removed(original):
        copied = copy_hub(original, copy, progress)
        with told_plainly(copy):
            _mark(copy, Marker(rfc3339(now)))
        drop_others(copy)
    if copied.clean and lies_elsewhere(data, target):
        _tell_devices(original, rfc3339(now))
    return copied


def lies_elsewhere(data: Path, target: Path) -> bool:
    """Whether a backup is on another disk than its hub, as far as file systems tell."""
    return data.stat().st_dev != target.stat().st_dev


def marker_of(copy: DataFolder) -> Marker | None:
    """What a backup says of itself; None where there is none in this folder."""
    with suppress(OSError, msgspec.MsgspecError):
        return msgspec.json.decode(copy.marker.read_bytes(), type=Marker)
    return None


def _tell_devices(original: DataFolder, began_at: str) -> None:
    """The serving process gives it to them. The copy is made and is worth as much if the hub's own disk is full."""
    with suppress(OSError):
        original.note_backup(began_at)


def _mark(copy: DataFolder, marker: Marker) -> None:
    keep(copy.marker, msgspec.json.encode(marker))


def _check_target(original: DataFolder, copy: DataFolder) -> None:
    here, there = original.path.resolve(), copy.path.resolve()
    if here == there or here in there.parents or there in here.parents:
        raise _refused(copy, "The backup and the hub would lie in each other.")
    if _is_empty(copy.path):
        return
    if marker_of(copy) is None:
        raise _refused(copy, "Something else lies there, and would be mixed with the backup.")
    if _key(copy) not in {None, _key(original)}:
        raise _refused(copy, "It holds the backup of another hub.")


def _is_empty(folder: Path) -> bool:
    try:
        return not folder.exists() or not any(folder.iterdir())
    except OSError as error:
        raise unusable(folder, error) from error


def _key(folder: DataFolder) -> bytes | None:
    """What only one hub has; a backup that was cut off may not have it yet."""
    with suppress(FileNotFoundError):
        return (folder.path / "secret" / "hub.key").read_bytes()
    return None


def _refused(copy: DataFolder, why: str) -> OwntextsError:
    return WrongUsage(
        "No backup can be made there",
        why,
        evidence=(Evidence("folder", str(copy.path), origin="the command"),),
        fixes=(Fix("other-folder", "Name a new folder, or that of an earlier backup, on another disk", "person"),),
    )

"""Whether a path is the folder of a backup; what lies above or inside one is answered with a word on where it is."""

from pathlib import Path

from owntexts.sources.base import Recognition
from owntexts.sources.iphone_backup import folder as folders
from owntexts.sources.iphone_backup.folder import About, about, backups_in, is_backup, is_database

SHORT_ID = 2


def recognize(path: Path) -> Recognition:
    """Raises SourceFailed source.permission where it may not be looked at."""
    if not path.is_dir():
        return _file(path)
    if is_backup(path):
        return Recognition("yes", tuple(_evidence(path, about(path))))
    if (path / folders.MANIFEST).is_file() and (path / folders.INFO).is_file():
        return Recognition("maybe", ("the beginning of an iPhone backup that has no list of files yet",))
    return _parent(path)


def _evidence(folder: Path, said: About) -> list[str]:
    made = f", made {said.made}" if said.made else ""
    phrases = [f"backup of {said.device}{made}"]
    phrases.append("encrypted: its password is needed" if said.encrypted else "not encrypted")
    listed = next((name for name in (folders.MANIFEST_DB, folders.MANIFEST_MBDB) if (folder / name).is_file()), None)
    phrases.append(f"its files are listed in {listed}" if listed else "without a list of its files")
    if not said.is_finished:
        phrases.append(f"it says that it is not finished ({said.state})")
    return phrases


def _parent(folder: Path) -> Recognition:
    found = backups_in(folder)
    if not found:
        return Recognition("no")
    several = f"{len(found)} iPhone backups" if len(found) > 1 else "an iPhone backup"
    return Recognition("no", (f"a folder that holds {several}: name the backup itself, such as {found[0]}",))


def _file(path: Path) -> Recognition:
    """A file inside a backup: of what its folder is, it is a part."""
    for folder in (path.parent.parent, path.parent):
        if is_backup(folder) and (path.name in folders.OWN_FILES or _is_stored(path, folder)):
            return Recognition("no", (f"a file inside an iPhone backup: name the folder of the backup, {folder}",))
    return Recognition("no")


def _is_stored(path: Path, folder: Path) -> bool:
    return path.name == folders.SMS_ID and folders.stored(folder, path.name) == path and not is_database(path)

"""Watched folders: whatever exports lie in one and appear there, oldest first, each read once unless it changes."""

import time
from collections.abc import Iterator
from hashlib import blake2b
from pathlib import Path
from typing import Final

from msgspec import Struct, field
from msgspec.structs import replace

from owntexts.agent.home import Home, now_ms
from owntexts.agent.stores import changed_at, print_of
from owntexts.agent.walking import Walk, is_export, is_folder
from owntexts.agent.whole import SETTLED_MS, is_whole
from owntexts.errors import SourceFailed
from owntexts.model.formats import APPLE
from owntexts.replica import folders, sources
from owntexts.replica.folders import File
from owntexts.replica.ingest import Counts, SeenProblem
from owntexts.replica.ledger import FolderLedger
from owntexts.replica.sources import FOLDER, Source
from owntexts.sources import failures
from owntexts.sources.registry import kind_named, recognize

UNFINISHED: Final = "it is still being written; it is read once it is whole"
GONE: Final = "source.missing"
NO_NAME: Final = "its name is not in UTF-8; give it another, and it is read"
SPOILT: Final = ("source.damaged", "source.unrecognised")
"""What is the file's own fault: looking at it again changes nothing."""


class Found(Struct, frozen=True):
    """An export in a folder that is to be read now, and the source that reads it."""

    file: File
    source: Source


class InFolder(Struct, frozen=True):
    """A file that was looked at, by its name in the folder, and of which kind it is; None where it is no export."""

    name: str
    kind: str | None


class Looked(Struct, frozen=True):
    """What is to be read, oldest first; what cannot be, told once; and what may be refused until somebody helps."""

    found: list[Found] = field(default_factory=list)
    problems: list[SeenProblem] = field(default_factory=list)
    failed: list[SourceFailed] = field(default_factory=list)


def is_watched(source: Source) -> bool:
    """Whether a source is a folder in which others lie."""
    return source.kind == FOLDER


def stores_of(source: Source) -> list[Path]:
    """Where something is written when a source has news: its store, or the folder with all folders in it."""
    path = Path(source.path)
    if not is_watched(source):
        return [path]
    return [path, *filter(is_folder, Walk(path).paths())]


def look(home: Home, folder: Source) -> Looked:
    """Looks at what is new in a folder; what is not there any more is no loss. Raises SourceFailed."""
    looked, known, walk = Looked(), folders.files(home.replica, folder.id), Walk(Path(folder.path))
    others = {source.path for source in sources.everything(home.replica) if source.folder != folder.id}
    there = {str(path): path for path in _exports(walk, Path(folder.path)) if str(path) not in others}
    unnamed = [there.pop(text).name for text in list(there) if not sources.is_unicode(text)]
    for gone in known.keys() - there.keys():
        if not walk.may_have(Path(gone)):
            folders.forget(home.replica, folder.id, gone)
    looked.problems.extend(_unlooked(home, folder, walk))
    stamps = {text: _stamp(path) for text, path in there.items()}
    fresh = [File(text, stamps[text], None) for text in there if text not in known or known[text].stamp != stamps[text]]
    unfinished = _unfinished(fresh)
    looked.problems.extend(SeenProblem(folder.id, _name(folder, file), UNFINISHED) for file in unfinished)
    looked.problems.extend(SeenProblem(folder.id, _told(name), NO_NAME) for name in unnamed)
    for file in sorted(fresh, key=lambda file: (changed_at(there[file.path]), file.path)):
        if file not in unfinished:
            _look_at(home, folder, file, looked)
    return looked


def inside(home: Home, source: str) -> list[InFolder]:
    """What was found in a watched folder when it was looked at last, by path; nothing in any other source."""
    folder = sources.one(home.replica, source)
    kinds = {each.id: each.kind for each in sources.everything(home.replica) if each.folder == folder.id}
    found = folders.files(home.replica, folder.id)
    return [InFolder(_name(folder, file), kinds.get(file.source or "")) for _, file in sorted(found.items())]


def ledger_of(home: Home, source: Source) -> FolderLedger | None:
    """The ledger that exports in one folder share; a store that is written in place has its own."""
    if source.folder is None or kind_named(source.kind).family == APPLE:
        return None
    return FolderLedger(home.replica, source.folder, source.id, source.kind)


def read(home: Home, folder: Source, found: Found) -> None:
    """The export was read to its end."""
    folders.read(home.replica, folder.id, found.file.path, found.file.stamp)


def refused(home: Home, folder: Source, file: File, failure: SourceFailed) -> SeenProblem:
    """Keeps why a file cannot be read, so that it is told once."""
    where, reason = _name(folder, file), failure.finding.explanation
    folders.refused(home.replica, folder.id, file, where, reason)
    return SeenProblem(folder.id, where, reason)


def named(folder: Source, found: Found, counts: Counts) -> Counts:
    """What came of reading a file, with its problems as those of its folder."""
    name = _name(folder, found.file)
    problems = (SeenProblem(folder.id, f"{name}: {each.where}", each.reason) for each in counts.problems)
    return replace(counts, problems=tuple(problems))


def finished(home: Home, folder: Source) -> None:
    """Everything that could be read was."""
    folders.finished(home.replica, folder.id, at=now_ms())


def newest_kind(home: Home, folder: Source) -> str | None:
    """Of which kind the export with the newest message is; None where the folder has none."""
    newest = folders.newest(home.replica, folder.id)
    return newest.kind if newest else None


def _unlooked(home: Home, folder: Source, walk: Walk) -> Iterator[SeenProblem]:
    """Where it could not be looked: told each time, for as long as that is so."""
    told = {_where(folder, place): _told(reason) for place, reason in walk.unlooked.items()}
    folders.not_looked_at(home.replica, folder.id, told)
    return (SeenProblem(folder.id, place, reason) for place, reason in told.items())


def _look_at(home: Home, folder: Source, file: File, looked: Looked) -> None:
    try:
        kind = recognize(Path(file.path)).kind
        looked.found.append(Found(file, folders.found(home.replica, folder, kind.kind, file.path)))
    except SourceFailed as failure:
        if failure.code in SPOILT:
            looked.problems.append(refused(home, folder, file, failure))
        elif failure.code != GONE:
            looked.failed.append(failure)


def _unfinished(files: list[File]) -> list[File]:
    """Those that somebody writes; what was written just now is looked at again after a moment."""
    unsure = [file for file in files if not _is_whole(file)]
    if unsure:
        time.sleep(SETTLED_MS / 1000)
    return [file for file in unsure if not _is_whole(file)]


def _is_whole(file: File) -> bool:
    path = Path(file.path)
    try:
        return is_whole(path, changed_at(path), now_ms()) and _stamp(path) == file.stamp
    except OSError:
        return True


def _exports(walk: Walk, folder: Path) -> Iterator[Path]:
    """Files, and folders that are exports themselves. Raises SourceFailed where the folder cannot be looked into."""
    try:
        next(folder.iterdir(), None)
    except PermissionError as refusal:
        raise failures.permission(folder, str(refusal.strerror)) from refusal
    except OSError as error:
        raise failures.missing(folder) from error
    yield from (path for path in walk.paths() if not is_folder(path) or is_export(path))


def _stamp(path: Path) -> str:
    """What differs once somebody has written it."""
    return blake2b(repr(print_of(path)).encode(), digest_size=16).hexdigest()


def _name(folder: Source, file: File) -> str:
    return _where(folder, Path(file.path))


def _where(folder: Source, place: Path) -> str:
    """A place in a folder, as the person is told of it."""
    return _told(str(place.relative_to(folder.path))) if place != Path(folder.path) else "the folder itself"


def _told(name: str) -> str:
    return name if sources.is_unicode(name) else ascii(name)[1:-1]

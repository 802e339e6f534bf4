"""Copying what one data folder holds to another: the database as of one moment, every blob of it, and the secrets."""

import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from hashlib import sha256
from itertools import islice
from pathlib import Path
from typing import Final, Literal

from msgspec import Struct

from owntexts.errors import Busy, OwntextsError
from owntexts.explain import Evidence, Fix
from owntexts.hub.backends import snapshot
from owntexts.hub.backends.files import FileObjects
from owntexts.hub.backends.folder import DataFolder, keep, sync_folder
from owntexts.hub.backends.sql import SqlDatabase, open_sqlite
from owntexts.hub.copies.checking import Progress, verdict
from owntexts.hub.ports import NewObject, Objects, StorageFailed, StorageFull, StoredBlob
from owntexts.hub.service.blobs import AT_ONCE, every_blob

PIECE: Final = 1 << 20
PATIENCE_S: Final = 30
LOOK_S: Final = 0.1

Outcome = Literal["kept", "copied", "missing", "damaged"]


class Copied(Struct, frozen=True):
    """How many blobs belong to the copy, how many and how many bytes were written, and the ids (hex) of those it lacks.

    What it lacks is missing in the original, or is damaged there.
    """

    blobs: int
    copied: int
    bytes: int
    missing: list[str]
    damaged: list[str]

    @property
    def clean(self) -> bool:
        return not (self.missing or self.damaged)


def copy_hub(original: DataFolder, copy: DataFolder, progress: Progress) -> Copied:
    """All of a hub. What the copy has stays; its database takes its place last, so a cut leaves what was before."""
    with told_plainly(copy):
        objects = FileObjects(copy.blobs)
        objects.tidy()
        draft = copy.path / "hub.db.new"
        snapshot.take(original.database, draft)
        with closing(open_sqlite(draft)) as database:
            copied = _copy_blobs(database, FileObjects(original.blobs), objects, progress)
        _copy_secrets(original, copy)
        snapshot.remove(copy.database)
        draft.replace(copy.database)
        sync_folder(copy.path)
        return copied


def drop_others(copy: DataFolder) -> None:
    """Remove what the copy's database does not name: it was deleted since the copy before."""
    objects = FileObjects(copy.blobs)
    with told_plainly(copy), closing(open_sqlite(copy.database)) as database:
        every = objects.all()
        while some := list(islice(every, AT_ONCE)):
            named = _named(database, [name for _, name in some])
            for account, name in some:
                if name not in named:
                    objects.remove(account, name)


@contextmanager
def nothing_removed(folder: DataFolder) -> Iterator[None]:
    """For as long as the block lasts nothing goes for good; Busy where another copy is being made."""
    deadline = time.monotonic() + PATIENCE_S
    while time.monotonic() < deadline:
        with folder.removing() as held:
            if held:
                yield
                return
        time.sleep(LOOK_S)
    raise Busy(
        "Another backup of this hub is being made",
        "Two at a time would only slow each other down.",
        evidence=(Evidence("folder", str(folder.path), origin="--data"),),
        fixes=(Fix("wait", "Wait until it is done", "wait"),),
    )


@contextmanager
def told_plainly(copy: DataFolder) -> Iterator[None]:
    """What goes wrong with the copy, in words."""
    try:
        yield
    except StorageFull as error:
        raise _no_room(copy.path) from error
    except (StorageFailed, OSError) as error:
        raise _failed(copy.path, error) from error


def _copy_blobs(database: SqlDatabase, original: Objects, copy: Objects, progress: Progress) -> Copied:
    found: dict[Outcome, list[StoredBlob]] = {"kept": [], "copied": [], "missing": [], "damaged": []}
    with database.reading() as books:
        total = books.blobs.count()
    for done, (account, blob) in enumerate(every_blob(database), start=1):
        found[_copied(original, copy, account, blob)].append(blob)
        progress(done, total)
    return Copied(
        blobs=total,
        copied=len(found["copied"]),
        bytes=sum(each.size for each in found["copied"]),
        missing=[each.id.hex() for each in found["missing"]],
        damaged=[each.id.hex() for each in found["damaged"]],
    )


def _copied(original: Objects, copy: Objects, account: bytes, blob: StoredBlob) -> Outcome:
    if verdict(copy, account, blob) == "whole":
        return "kept"
    draft = copy.create(account, blob.object)
    try:
        outcome = _filled(draft, original, account, blob)
        if outcome == "copied":
            copy.remove(account, blob.object)
            draft.publish()
    finally:
        draft.abandon()
    return outcome


def _filled(draft: NewObject, original: Objects, account: bytes, blob: StoredBlob) -> Outcome:
    file = original.open(account, blob.object)
    if file is None:
        return "missing"
    digest = sha256()
    try:
        with file:
            while piece := file.read(PIECE):
                digest.update(piece)
                draft.write((piece,))
    except OSError:
        return "damaged"
    return "copied" if digest.digest() == blob.sha256 else "damaged"


def _copy_secrets(original: DataFolder, copy: DataFolder) -> None:
    for secret in sorted((original.path / "secret").iterdir()):
        keep(copy.path / "secret" / secret.name, secret.read_bytes())


def _named(database: SqlDatabase, names: list[str]) -> set[str]:
    with database.reading() as books:
        return books.blobs.objects_among(names)


def _no_room(path: Path) -> OwntextsError:
    return OwntextsError(
        "There is no room for the copy",
        "What was copied so far stays, and the same command goes on with it once there is room.",
        code="storage.device_full",
        evidence=(Evidence("folder", str(path), origin="the command"),),
        fixes=(Fix("free_space", "Make room on that disk, or name a folder on another", "person"),),
    )


def _failed(path: Path, error: Exception) -> OwntextsError:
    return OwntextsError(
        "The copy could not be made",
        "Reading or writing failed. What was copied so far stays.",
        evidence=(
            Evidence("folder", str(path), origin="the command"),
            Evidence("answer", str(error), origin="the operating system"),
        ),
        fixes=(Fix("check", "See whether both folders can be read and written, and run it again", "person"),),
    )

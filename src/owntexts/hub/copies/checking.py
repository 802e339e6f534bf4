"""Whether every blob is there, and what was stored: each is read again and held against its SHA-256."""

from collections.abc import Callable
from hashlib import file_digest, sha256
from pathlib import Path
from typing import Literal

from msgspec import Struct

from owntexts.hub.backends.files import FileObjects
from owntexts.hub.backends.folder import DataFolder
from owntexts.hub.opening import opened
from owntexts.hub.ports import Objects, StorageFailed, StoredBlob
from owntexts.hub.service.blobs import every_blob, still_there

Progress = Callable[[int, int], None]
Verdict = Literal["whole", "missing", "damaged"]


class Checked(Struct, frozen=True):
    """How many blobs were looked at, and the ids (hex) of those whose bytes are not there or are others."""

    blobs: int
    missing: list[str]
    damaged: list[str]

    @property
    def clean(self) -> bool:
        return not (self.missing or self.damaged)


def check(data: Path, progress: Progress) -> Checked:
    """Every blob of the hub in this folder, or of a backup. `progress` hears how many of how many."""
    folder = DataFolder.found(data)
    objects, done = FileObjects(folder.blobs), 0
    found: dict[Verdict, list[str]] = {"missing": [], "damaged": []}
    with opened(folder) as database:
        with database.reading() as books:
            total = books.blobs.count()
        for done, (account, blob) in enumerate(every_blob(database), start=1):
            said = verdict(objects, account, blob)
            if said != "whole" and still_there(database, account, blob):
                found[said].append(blob.id.hex())
            progress(done, max(done, total))
    return Checked(done, found["missing"], found["damaged"])


def verdict(objects: Objects, account: bytes, blob: StoredBlob) -> Verdict:
    """What becomes of one blob when it is read again; what cannot be read is damaged."""
    try:
        file = objects.open(account, blob.object)
        if file is None:
            return "missing"
        with file:
            return "whole" if file_digest(file, sha256).digest() == blob.sha256 else "damaged"
    except (OSError, StorageFailed):
        return "damaged"

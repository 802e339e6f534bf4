"""Objects as files: whole or not at all, for good before they are answered, and never in another's place."""

import errno
import os
from pathlib import Path

import pytest

from owntexts.hub.backends import files
from owntexts.hub.backends.files import FileObjects
from owntexts.hub.ports import StorageFailed, StorageFull

ADA = b"a" * 16
NAME = f"{'ab' * 16}.{'cd' * 8}"


@pytest.fixture
def objects(tmp_path: Path) -> FileObjects:
    folder = tmp_path / "blobs"
    folder.mkdir()
    return FileObjects(folder)


def made(objects: FileObjects, data: bytes = b"sealed", name: str = NAME) -> None:
    new = objects.create(ADA, name)
    new.write([data[:2], data[2:]])
    new.publish()


def read(objects: FileObjects) -> bytes | None:
    file = objects.open(ADA, NAME)
    if file is None:
        return None
    with file:
        return file.read()


def test_an_object_is_there_once_it_is_published(objects: FileObjects) -> None:
    new = objects.create(ADA, NAME)
    new.write([b"sea", b"led"])
    assert (objects.size(ADA, NAME), read(objects), list(objects.all())) == (None, None, [])
    new.publish()
    new.abandon()
    assert (objects.size(ADA, NAME), read(objects), list(objects.all())) == (6, b"sealed", [(ADA, NAME)])
    assert objects.size(b"b" * 16, NAME) is None
    objects.remove(ADA, NAME)
    objects.remove(ADA, NAME)
    assert list(objects.all()) == []


def test_what_is_abandoned_leaves_nothing(objects: FileObjects, tmp_path: Path) -> None:
    new = objects.create(ADA, NAME)
    new.write([b"sealed"])
    new.abandon()
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_a_name_that_is_taken_stays_what_it_is(objects: FileObjects) -> None:
    made(objects)
    new = objects.create(ADA, NAME)
    new.write([b"other"])
    with pytest.raises(StorageFailed):
        new.publish()
    new.abandon()
    assert read(objects) == b"sealed"


def test_bytes_are_on_the_disk_before_they_have_a_name_and_the_name_before_it_is_answered(
    objects: FileObjects, monkeypatch: pytest.MonkeyPatch
) -> None:
    done: list[str] = []
    link, sync, sync_folder = Path.hardlink_to, os.fsync, files.sync_folder
    monkeypatch.setattr(files, "fsync", lambda handle: (done.append("bytes"), sync(handle)))
    monkeypatch.setattr(files, "sync_folder", lambda path: (done.append(path.name), sync_folder(path)))
    monkeypatch.setattr(Path, "hardlink_to", lambda place, draft: (done.append("name"), link(place, draft)))
    made(objects)
    assert done == ["bytes", "blobs", ADA.hex(), "name", "ab"]
    done.clear()
    made(objects, name=f"{'ab' * 16}.{'ef' * 8}")
    assert done == ["bytes", "name", "ab"]


def test_where_the_file_system_knows_no_links_drafts_are_moved(
    objects: FileObjects, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def cannot(_place: Path, _draft: Path) -> None:
        raise PermissionError(errno.EPERM, "Operation not permitted")

    monkeypatch.setattr(Path, "hardlink_to", cannot)
    made(objects)
    assert read(objects) == b"sealed"
    with pytest.raises(StorageFailed):
        made(objects, b"other")
    assert read(objects) == b"sealed"
    objects.tidy()
    assert [path.name for path in tmp_path.rglob("*") if path.is_file()] == [NAME]


@pytest.mark.parametrize(
    ("number", "kind"),
    [
        (errno.ENOSPC, StorageFull),
        (errno.EDQUOT, StorageFull),
        (errno.EFBIG, StorageFull),
        (errno.EIO, StorageFailed),
        (errno.EROFS, StorageFailed),
    ],
)
def test_a_disk_that_does_not_take_it_is_told_apart_from_one_that_is_full(
    objects: FileObjects, monkeypatch: pytest.MonkeyPatch, number: int, kind: type[Exception]
) -> None:
    def refuses(_handle: int) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(files, "fsync", refuses)
    new = objects.create(ADA, NAME)
    new.write([b"sealed"])
    with pytest.raises(kind) as caught:
        new.publish()
    new.abandon()
    assert str(objects._folder) not in str(caught.value)
    assert list(objects.all()) == []


def test_drafts_of_an_earlier_life_are_tidied_away_and_nothing_else_is(objects: FileObjects, tmp_path: Path) -> None:
    made(objects)
    cut_off = objects.create(ADA, f"{'ab' * 16}.{'ef' * 8}")
    cut_off.write([b"half"])
    cut_off._file.close()
    objects.tidy()
    assert [path.name for path in tmp_path.rglob("*") if path.is_file()] == [NAME]


def test_only_objects_are_listed(objects: FileObjects, tmp_path: Path) -> None:
    made(objects)
    for stray in ("README", f"{ADA.hex()}/ab/.DS_Store", f"{ADA.hex()}/ab/{'ab' * 16}", f"x/ab/{NAME}"):
        path = tmp_path / "blobs" / stray
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("not ours")
    assert list(objects.all()) == [(ADA, NAME)]

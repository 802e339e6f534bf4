"""A backup made to do harm ends in a named error or a problem, and reads nothing outside its folder."""

import os
import plistlib
import sqlite3
from collections.abc import Callable
from contextlib import closing

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.sources.iphone_backup.conftest import problems, read, refusal

from owntexts.model.observations import Row
from owntexts.sources.base import Options
from owntexts.sources.iphone_backup.entries import MEDIA, entry
from owntexts.sources.iphone_backup.files import BackupFiles
from owntexts.sources.iphone_backup.folder import SMS, SMS_ID
from owntexts.sources.malformed import Malformed
from owntexts.testing.apple.keyed import Instance, archive
from owntexts.testing.iphone import Backup

Copied = Callable[[str], Backup]
RUNS = pytest.mark.parametrize("run", ["short", pytest.param("long", marks=pytest.mark.torture)])


def photo_of(backup: Backup) -> str:
    return next(path for domain, path in backup.files if domain == MEDIA)


def given_of(backup: Backup, place: str) -> tuple[bytes | None, str | None]:
    with BackupFiles(backup.folder, Options(secret=backup.password)) as files:
        (found,) = ((one.stream.read() if one.stream else None, one.trouble) for one in files.contents([place]))
    return found


def relisted(backup: Backup, column: str, value: object, path: str) -> None:
    """The list with another value in one row."""
    with closing(sqlite3.connect(backup.folder / "Manifest.db")) as listed, listed:
        listed.execute(f"UPDATE Files SET {column} = ? WHERE relativePath = ?", (value, path))  # noqa: S608 - our own


@pytest.mark.parametrize("lead", ["../../secret", "/etc/passwd", "..", ""])
def test_an_id_that_leads_out_of_the_folder_is_never_followed(copied: Copied, lead: str) -> None:
    backup = copied("plain")
    (backup.folder.parent / "secret").write_text("no")
    relisted(backup, "fileID", lead, SMS[1])
    relisted(backup, "relativePath", "../../../secret", photo_of(backup))
    assert sum(isinstance(one, Row) for one in read(backup)) == 300
    assert given_of(backup, "~/Library/SMS/../../../secret") == (None, "missing")


def test_a_link_that_leads_out_of_the_folder_is_not_followed(copied: Copied) -> None:
    backup = copied("plain")
    (backup.folder.parent / "secret").write_text("no")
    for named in (SMS, (MEDIA, photo_of(backup))):
        backup.at(*named).unlink()
        backup.at(*named).symlink_to(backup.folder.parent / "secret")
    assert given_of(backup, f"~/{photo_of(backup)}") == (None, "missing")
    (told,) = problems(backup)
    assert "not in the folder" in told


def test_links_in_a_circle_are_passed_over(copied: Copied) -> None:
    backup = copied("plain")
    photo = backup.at(MEDIA, photo_of(backup))
    photo.unlink()
    photo.symlink_to(photo.name)
    (backup.folder / "loop").symlink_to(backup.folder)
    assert given_of(backup, f"~/{photo_of(backup)}") == (None, "missing")
    assert sum(isinstance(one, Row) for one in read(backup)) == 300


def test_a_pipe_in_the_place_of_a_file_is_not_waited_for(copied: Copied) -> None:
    backup = copied("plain")
    for file in (backup.at(MEDIA, photo_of(backup)), backup.folder / "Status.plist"):
        file.unlink()
        os.mkfifo(file)
    assert given_of(backup, f"~/{photo_of(backup)}") == (None, "missing")
    assert read(backup)


@pytest.mark.parametrize("size", [0, 1, 1 << 61])
def test_a_size_that_is_wrong_is_a_problem_at_most(copied: Copied, size: int) -> None:
    backup = copied("plain")
    record = archive(Instance(("MBFile", "NSObject"), {"Size": size}))
    relisted(backup, "file", record, SMS[1])
    relisted(backup, "file", record, photo_of(backup))
    assert sum(isinstance(one, Row) for one in read(backup)) == 300
    assert given_of(backup, f"~/{photo_of(backup)}")[1] in {None, "unreadable"}


@pytest.mark.parametrize("record", [b"", b"bplist00" + b"\xff" * 40, plistlib.dumps([1] * 9), 7, "text", None])
def test_a_record_that_is_none_leaves_a_named_error_or_what_needs_no_record(copied: Copied, record: object) -> None:
    backup = copied("plain")
    relisted(backup, "file", record, photo_of(backup))
    assert given_of(backup, f"~/{photo_of(backup)}")[1] in {None, "unreadable"}
    relisted(backup, "file", record, SMS[1])
    if isinstance(record, bytes):
        assert refusal(backup.folder).code == "source.damaged"
    else:
        assert read(backup)


def test_property_lists_that_are_bombs_are_read_as_nothing(copied: Copied) -> None:
    backup = copied("plain")
    entity = '<!DOCTYPE plist [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    (backup.folder / "Info.plist").write_text(f'<?xml version="1.0"?>{entity}<plist><string>&b;</string></plist>')
    (backup.folder / "Status.plist").write_bytes(b"<plist>" + b"<array>" * 100_000)
    (backup.folder / "Manifest.plist").write_bytes(b"bplist00\xaf\x13" + b"\x7f" * 60)
    assert sum(isinstance(one, Row) for one in read(backup)) == 300


def test_a_database_of_another_program_in_the_place_of_the_messages_is_named(copied: Copied) -> None:
    backup = copied("plain")
    backup.at(*SMS).unlink()
    with closing(sqlite3.connect(backup.at(*SMS))) as other:
        other.execute('CREATE TABLE "message; DROP TABLE x" (id)')
    assert refusal(backup.folder).code == "source.unrecognised"
    assert backup.at(*SMS).name == SMS_ID


@RUNS
@given(st.data())
def test_any_bytes_are_a_record_or_malformed(run: str, data: st.DataObject) -> None:
    key = Instance(("NSMutableData", "NSData", "NSObject"), {"NS.data": b"\x03\0\0\0" + bytes(40)})
    fields = {"Size": 12, "EncryptionKey": key, "Digest": b"d" * 20, "RelativePath": "a"}
    blob = bytearray(archive(Instance(("MBFile", "NSObject"), fields)))
    for _ in range(data.draw(st.integers(0, 5))):
        blob[data.draw(st.integers(0, len(blob) - 1))] = data.draw(st.integers(0, 255))
    try:
        found = entry(bytes(blob[: data.draw(st.integers(0, len(blob)))]))
    except Malformed:
        return
    assert found.size is None or found.size >= 0
    assert found.key is None or isinstance(found.key, bytes)

"""A file that is still being written is told from one that is whole."""

import zipfile
from pathlib import Path

import pytest

from owntexts.agent.whole import PATIENCE_MS, SETTLED_MS, is_temporary, is_whole

NOW = 1_700_000_000_000
ENDED = {
    "sms.xml": b"<?xml version='1.0'?><smses count='1'><sms/></smses>\n",
    "calls.xml": b"\xef\xbb\xbf<calls></calls>",
    "fossify.json": b'[{"sms": [], "mms": []}]',
    "object.json": b'\n{"a": 1} ',
    "contacts.vcf": b"BEGIN:VCARD\r\nFN:Ada\r\nEND:VCARD\r\n",
}


@pytest.mark.parametrize("name", ENDED)
def test_what_ends_as_it_begins_is_whole_at_once_and_what_does_not_after_a_while(name: str, tmp_path: Path) -> None:
    file = tmp_path / name
    file.write_bytes(ENDED[name])
    assert is_whole(file, NOW, NOW)
    file.write_bytes(ENDED[name].rstrip()[:-1])
    assert not is_whole(file, NOW, NOW + PATIENCE_MS - 1)
    assert is_whole(file, NOW, NOW + PATIENCE_MS)


def test_a_zip_is_whole_with_its_directory(tmp_path: Path) -> None:
    file = tmp_path / "sms.zip"
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("sms.xml", ENDED["sms.xml"] * 50)
    whole = file.read_bytes()
    assert is_whole(file, NOW, NOW)
    file.write_bytes(whole[:-60])
    assert not is_whole(file, NOW, NOW + SETTLED_MS)


def test_what_has_no_mark_at_its_end_is_whole_once_it_is_quiet(tmp_path: Path) -> None:
    file = tmp_path / "chat.db"
    file.write_bytes(b"SQLite format 3\x00" + b"x" * 100)
    assert not is_whole(file, NOW, NOW + SETTLED_MS - 1)
    assert is_whole(file, NOW, NOW + SETTLED_MS)
    assert not is_whole(tmp_path, NOW, NOW)
    assert is_whole(tmp_path, NOW, NOW + SETTLED_MS)


def test_a_time_from_the_future_holds_nothing_up(tmp_path: Path) -> None:
    (tmp_path / "sms.xml").write_bytes(b"<smses>")
    assert is_whole(tmp_path / "sms.xml", NOW + 1, NOW)


@pytest.mark.parametrize(
    "name",
    [
        ".syncthing.sms.xml.tmp",
        "~syncthing~sms.xml.tmp",
        "sms.xml.part",
        "sms.xml.crdownload",
        "sms.xml.!sync",
        ".pending-1700000000-sms.xml",
        "sms.xml.ocpart",
        ".sms.xml.icloud",
        "~$letter.docx",
        "sms.xml~",
        "chat.db-wal",
        "chat.db-shm",
    ],
)
def test_names_that_files_have_only_while_they_are_written(name: str) -> None:
    assert is_temporary(name)


@pytest.mark.parametrize("name", ["sms-20260101.xml", "messages.zip", "part.xml", "backup.ab", "chat.db", "tmp"])
def test_names_of_exports(name: str) -> None:
    assert not is_temporary(name)

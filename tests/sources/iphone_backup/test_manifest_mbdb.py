"""The list of old backups, record by record."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from owntexts.sources.iphone_backup.entries import HOME, MEDIA, Entry
from owntexts.sources.iphone_backup.manifest_mbdb import ManifestMbdb
from owntexts.testing.iphone.lists import FOLDER, LINK, Listed, write_mbdb

RUNS = pytest.mark.parametrize("run", ["short", pytest.param("long", marks=pytest.mark.torture)])
PHOTO = Listed(MEDIA, "Library/SMS/Attachments/é.jpg", size=7, key=b"k" * 44, digest=b"d" * 20)
LISTED = (
    Listed(HOME, "Library/SMS", FOLDER),
    Listed(HOME, "Library/SMS/sms.db", size=1 << 40),
    Listed(HOME, "Library/SMS/link", LINK, target="/var/mobile"),
    Listed("CameraRollDomain", "Media/DCIM/1.jpg", size=3),
    PHOTO,
)


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("list") / "Manifest.mbdb"
    write_mbdb(path, LISTED)
    return path


def test_files_are_found_with_size_key_and_digest(file: Path) -> None:
    listed = ManifestMbdb(file)
    assert listed.damage is None
    assert listed.find(MEDIA, PHOTO.path) == Entry(7, b"k" * 44, b"d" * 20)
    assert listed.find(HOME, "Library/SMS/sms.db") == Entry(1 << 40)


@pytest.mark.parametrize("path", ["Library/SMS", "Library/SMS/link", "Library/SMS/absent"])
def test_folders_links_and_strangers_are_no_files(file: Path, path: str) -> None:
    assert ManifestMbdb(file).find(HOME, path) is None


def test_only_what_messages_need_is_kept_in_memory(file: Path) -> None:
    assert ManifestMbdb(file).find("CameraRollDomain", "Media/DCIM/1.jpg") is None


def test_cut_anywhere_it_has_what_stands_before_the_cut_and_says_so(file: Path, tmp_path: Path) -> None:
    whole = file.read_bytes()
    sms = whole.index(b"Library/SMS/link")
    for size in range(len(whole)):
        (tmp_path / "cut").write_bytes(whole[:size])
        cut = ManifestMbdb(tmp_path / "cut")
        assert (cut.find(HOME, "Library/SMS/sms.db") is not None) >= (size > sms)
        assert cut.damage or cut.find(MEDIA, PHOTO.path) is None


@RUNS
@given(st.data())
def test_any_bytes_are_a_list_or_damaged(file: Path, run: str, data: st.DataObject) -> None:
    blob = bytearray(file.read_bytes())
    for _ in range(data.draw(st.integers(0, 6))):
        blob[data.draw(st.integers(0, len(blob) - 1))] = data.draw(st.integers(0, 255))
    spoilt = file.with_name(f"spoilt-{run}")
    spoilt.write_bytes(bytes(blob) + data.draw(st.binary(max_size=40)))
    listed = ManifestMbdb(spoilt)
    found = listed.find(HOME, "Library/SMS/sms.db")
    assert found is None or found.size is not None

"""A backup gives the bytes of its attachments, decrypted as they are read."""

from collections.abc import Callable
from itertools import islice

import pytest
from tests.sources.iphone_backup.conftest import read

from owntexts.errors import SourceFailed
from owntexts.model.observations import Row
from owntexts.sources.base import Content, Options
from owntexts.sources.iphone_backup import SOURCE
from owntexts.sources.iphone_backup.entries import MEDIA
from owntexts.sources.iphone_backup.files import BackupFiles
from owntexts.testing.apple import build_chat_db
from owntexts.testing.iphone import Backup, pack

FOLDER = "Library/SMS/Attachments/ab/11/GUID"
WAYS = (f"~/{FOLDER}/", f"/var/mobile/{FOLDER}/", f"/private/var/mobile/{FOLDER}/")


def only(backup: Backup, place: str) -> tuple[bytes | None, str | None, str]:
    """The bytes at one place, what is wrong with it, and why."""
    with BackupFiles(backup.folder, Options(secret=backup.password)) as files:
        (found,) = (told(one) for one in files.contents([place]))
    return found


def told(one: Content) -> tuple[bytes | None, str | None, str]:
    return one.stream.read() if one.stream else None, one.trouble, one.reason


@pytest.mark.parametrize("name", ["plain", "encrypted", "flat", "flat and encrypted"])
def test_every_file_that_a_row_names_is_given_byte_for_byte(backups: dict[str, Backup], name: str) -> None:
    backup = backups[name]
    assert SOURCE.files is BackupFiles
    places = [file.place for row in read(backup) if isinstance(row, Row) for file in row.files]
    with BackupFiles(backup.folder, Options(secret=backup.password)) as files:
        given = {one.place: one.stream.read() for one in files.contents(places) if one.stream}
    assert len(given) == len(places) > 20
    assert given == {f"~/{path}": data for (domain, path), data in backup.files.items() if domain == MEDIA}


@pytest.fixture(params=[None, "correct horse"], ids=["plain", "encrypted"])
def odd(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Backup:
    """A backup with files of odd sizes and names."""
    folder = tmp_path_factory.mktemp("odd")
    build_chat_db(folder / "sms.db", messages=20, schema="ios14")
    sizes = {f"{FOLDER}/{size}": b"x" * size for size in (0, 1, 15, 16, 17, 3_000_000)}
    names = {f"{FOLDER}/cafe\u0301.jpg": b"accent"}
    more = {(MEDIA, path): data for path, data in (sizes | names).items()}
    return pack(folder / "sms.db", folder / "backup", password=request.param, more=more)


@pytest.mark.parametrize("size", [0, 1, 15, 16, 17, 3_000_000])
@pytest.mark.parametrize("way", WAYS)
def test_a_file_of_any_size_is_found_however_its_path_begins(odd: Backup, way: str, size: int) -> None:
    assert only(odd, f"{way}{size}") == (b"x" * size, None, "")


def test_a_name_is_found_however_its_accents_are_written(odd: Backup) -> None:
    assert only(odd, f"~/{FOLDER}/caf\u00e9.jpg")[0] == b"accent"


def test_a_large_file_is_read_piece_by_piece_and_from_any_place(odd: Backup) -> None:
    with BackupFiles(odd.folder, Options(secret=odd.password)) as files:
        for one in files.contents([f"~/{FOLDER}/3000000"]):
            assert one.stream
            assert len(one.stream.read(1_000_003)) == 1_000_003
            one.stream.seek(2_999_990)
            assert one.stream.read() == b"x" * 10


def test_only_what_is_asked_for_is_opened(odd: Backup) -> None:
    with BackupFiles(odd.folder, Options(secret=odd.password)) as files:
        first, second = islice(files.contents([f"~/{FOLDER}/16", f"~/{FOLDER}/17"]), 2)
    assert first.stream
    assert second.stream
    assert first.stream.closed


@pytest.mark.parametrize(
    "place", [f"~/{FOLDER}/absent", "~/Library/Other/1", "", "~", "/etc/passwd", "a\0b", "x" * 9_000]
)
def test_a_place_that_is_not_in_the_backup_is_missing(odd: Backup, place: str) -> None:
    assert only(odd, place) == (None, "missing", "it is not in this backup")


def test_a_file_that_is_cut_short_is_unreadable_and_never_given(odd: Backup) -> None:
    path = odd.at(MEDIA, f"{FOLDER}/3000000")
    path.write_bytes(path.read_bytes()[:2_000_000])
    content, trouble, reason = only(odd, f"~/{FOLDER}/3000000")
    assert (content, trouble) == (None, "unreadable")
    assert "cut off" in reason


def test_a_list_without_the_key_of_a_file_leaves_the_others_readable(copied: Callable[[str], Backup]) -> None:
    backup = copied("flat and encrypted")
    listed = (backup.folder / "Manifest.mbdb").read_bytes()
    paths = [path for domain, path in backup.files if domain == MEDIA]
    at = listed.index(paths[0].encode())
    (backup.folder / "Manifest.mbdb").write_bytes(listed[: at - 30])
    assert only(backup, f"~/{paths[0]}")[1] == "unreadable"


def test_files_of_an_encrypted_backup_need_its_password(backups: dict[str, Backup]) -> None:
    with pytest.raises(SourceFailed) as refused:
        BackupFiles(backups["encrypted"].folder, Options())
    assert refused.value.code == "source.password_needed"

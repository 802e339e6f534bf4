"""What the attachments of a backup hold, asked for all at once or one after the other."""

import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.sources.telling import contents, told

from owntexts.sources.base import Options
from owntexts.sources.sms_backup_restore import SOURCE
from owntexts.sources.sms_backup_restore.files import CHANGED, BackupFiles
from owntexts.testing.android import smsbr, smsbr_zip
from owntexts.testing.life import life

PASSWORD = "a password for tests"
LIVED = life(messages=120, seed=4, rcs=False)
OPTIONS = Options(secret=PASSWORD)


def plain(folder: Path) -> Path:
    smsbr.write(folder / "sms.xml", LIVED)
    return folder / "sms.xml"


def zipped(folder: Path) -> Path:
    with zipfile.ZipFile(folder / "sms.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.write(plain(folder), "b.xml")
        archive.write(folder / "sms.xml", "a.xml")
    return folder / "sms.zip"


def encrypted(folder: Path) -> Path:
    smsbr_zip.write(folder / "sms.zip", LIVED, PASSWORD)
    return folder / "sms.zip"


def one_by_one(path: Path, places: list[str]) -> Iterator[tuple[str, bytes | str]]:
    with BackupFiles(path, OPTIONS) as files:
        for place in places:
            for one in files.contents([place]):
                yield one.place, one.stream.read() if one.stream else one.reason


@pytest.mark.parametrize("write", [plain, zipped, encrypted])
def test_one_after_the_other_they_are_what_they_are_all_at_once(write: object, tmp_path: Path) -> None:
    path = write(tmp_path)  # type: ignore[operator]  # one of the three above
    places = [file.place for file in told(SOURCE, path, OPTIONS).files]
    whole = contents(SOURCE, path, places, OPTIONS)
    assert len(whole) > 10
    assert all(isinstance(each, bytes) for each in whole.values())
    assert dict(one_by_one(path, places[::-1])) == whole


def test_what_is_no_place_of_it_any_more_is_missing(tmp_path: Path) -> None:
    path = plain(tmp_path)
    first, second, *_ = (file.place for file in told(SOURCE, path).files)
    other = second.rpartition("/")[0] + "/12.00"
    asked = [first, other, "0/999999/1.00", "7/0/1.00", "nonsense", "0/x/y", first]
    said = list(one_by_one(path, asked))
    assert [place for place, what in said if what == CHANGED] == asked[1:-1]
    assert said[0] == said[-1]


def test_a_backup_that_grows_meanwhile_still_has_what_it_had(tmp_path: Path) -> None:
    path = plain(tmp_path)
    places = [file.place for file in told(SOURCE, path).files][:3]
    before = contents(SOURCE, path, places)
    text = path.read_text("utf-8")
    path.write_text(text.replace("<smses ", f"<smses note={'x' * 5_000!r} ", 1), "utf-8")
    assert dict(one_by_one(path, places)) == before

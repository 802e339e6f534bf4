"""A backup's folder is known; what lies above or inside it is answered with where the folder is."""

from collections.abc import Callable
from pathlib import Path

import pytest

from owntexts.errors import SourceFailed
from owntexts.sources import registry
from owntexts.sources.iphone_backup import SOURCE
from owntexts.sources.iphone_backup.folder import SMS
from owntexts.testing.iphone import Backup

Copied = Callable[[str], Backup]


def refusal(path: Path) -> str:
    with pytest.raises(SourceFailed) as refused:
        registry.recognize(path)
    assert refused.value.code == "source.unrecognised"
    return refused.value.finding.explanation


@pytest.mark.parametrize("name", ["plain", "encrypted", "flat", "flat and encrypted"])
def test_it_says_of_which_iphone_it_is_and_whether_it_is_encrypted(backups: dict[str, Backup], name: str) -> None:
    found = registry.recognize(backups[name].folder)
    assert found.kind is SOURCE
    first, second, third = found.evidence
    assert first.startswith("backup of Mara's iPhone (iPhone9,3, iOS ")
    assert first.endswith(", made 2026-11-01")
    assert second == ("encrypted: its password is needed" if "encrypted" in name else "not encrypted")
    assert third == f"its files are listed in {'Manifest.mbdb' if 'flat' in name else 'Manifest.db'}"


def test_nothing_personal_is_told_beyond_the_name_of_the_iphone(backups: dict[str, Backup]) -> None:
    told = " ".join(registry.recognize(backups["plain"].folder).evidence)
    assert backups["plain"].folder.name not in told


def test_the_folder_above_is_answered_with_the_backup_in_it(backups: dict[str, Backup]) -> None:
    folder = backups["plain"].folder
    assert f"an iPhone backup: name the backup itself, such as {folder}" in refusal(folder.parent)
    assert "2 iPhone backups" not in refusal(folder.parent)


def test_a_file_of_the_backup_is_answered_with_its_folder(backups: dict[str, Backup]) -> None:
    for name in ("encrypted", "flat and encrypted"):
        backup = backups[name]
        for file in (backup.at(*SMS, flat="flat" in name), backup.folder / "Manifest.plist"):
            assert f"name the folder of the backup, {backup.folder}" in refusal(file)


def test_the_plain_store_inside_is_read_with_a_word_on_what_its_folder_has(backups: dict[str, Backup]) -> None:
    found = registry.recognize(backups["plain"].at(*SMS))
    assert found.kind.kind == "apple-messages"
    assert "whose folder has its attachments and contacts too" in found.evidence[-1]


def test_a_backup_that_has_only_begun_is_known_and_refused_with_what_is_missing(copied: Copied) -> None:
    backup = copied("encrypted")
    (backup.folder / "Manifest.db").unlink()
    backup.at(*SMS).unlink()
    assert SOURCE.recognize(backup.folder).answer == "maybe"


@pytest.mark.parametrize("name", ["Info.plist", "Status.plist"])
def test_property_lists_that_are_none_say_nothing(copied: Copied, name: str) -> None:
    backup = copied("plain")
    (backup.folder / name).write_bytes(b"bplist00 and no more")
    assert SOURCE.recognize(backup.folder).answer == "yes"


def test_a_name_that_is_long_or_has_line_breaks_is_told_in_one_short_line(copied: Copied) -> None:
    backup = copied("plain")
    info = (backup.folder / "Info.plist").read_text("utf-8")
    (backup.folder / "Info.plist").write_text(info.replace("Mara's iPhone", "A\n\n" + "b" * 5_000), "utf-8")
    (first, *_) = SOURCE.recognize(backup.folder).evidence
    assert first.startswith("backup of A bbb")
    assert len(first) < 150

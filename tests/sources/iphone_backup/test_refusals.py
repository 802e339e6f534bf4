"""What keeps a backup closed is told apart, each with its own way out."""

import plistlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tests.sources.iphone_backup.conftest import PASSWORD, read, refusal

from owntexts.sources.iphone_backup import unlocking
from owntexts.testing.apple.corpus import chance_of
from owntexts.testing.iphone import Backup
from owntexts.testing.iphone.keybags import make_bag

Copied = Callable[[str], Backup]


def rewritten(folder: Path, **changes: Any) -> None:
    """Manifest.plist with other values; None takes one away."""
    file = folder / "Manifest.plist"
    said = plistlib.loads(file.read_bytes()) | changes
    file.write_bytes(plistlib.dumps({key: value for key, value in said.items() if value is not None}))


def test_without_a_password_it_is_asked_for_with_a_word_on_which_one(backups: dict[str, Backup]) -> None:
    refused = refusal(backups["encrypted"].folder, None)
    assert refused.code == "source.password_needed"
    assert "neither its passcode nor that of the Apple Account" in refused.finding.explanation


def test_a_wrong_password_is_told_at_once_and_kept_nowhere(backups: dict[str, Backup]) -> None:
    unlocking._kept.clear()
    refused = refusal(backups["encrypted"].folder, "wrong horse")
    assert refused.code == "source.password_wrong"
    assert "wrong horse" not in repr(refused.finding)
    assert unlocking._kept == {}


def test_keys_are_derived_once_while_the_program_runs(
    backups: dict[str, Backup], monkeypatch: pytest.MonkeyPatch
) -> None:
    unlocking._kept.clear()
    read(backups["encrypted"])
    monkeypatch.setattr("owntexts.crypto.foreign.keybag.Stretching.key", None)
    read(backups["encrypted"])


def test_keys_of_a_few_backups_only_are_kept(backups: dict[str, Backup], copied: Copied) -> None:
    backup = copied("encrypted")
    for seed in range(8):
        bag = make_bag(PASSWORD, chance_of(seed))
        rewritten(backup.folder, BackupKeyBag=bag.data)
        refusal(backup.folder)
    assert len(unlocking._kept) == unlocking.MOST_KEPT


CASES = {
    "no Manifest.plist": (lambda folder: (folder / "Manifest.plist").unlink(), "Manifest.plist is missing"),
    "an empty one": (lambda folder: (folder / "Manifest.plist").write_bytes(b""), "Manifest.plist is missing"),
    "no keybag": (lambda folder: rewritten(folder, BackupKeyBag=None), "no keybag"),
    "no key of the list": (lambda folder: rewritten(folder, ManifestKey=None), "no keybag"),
    "a bag of another kind": (
        lambda folder: rewritten(folder, BackupKeyBag=make_bag(PASSWORD, chance_of(1), kind=3).data),
        "keybag cannot be used",
    ),
    "a cut bag": (lambda folder: rewritten(folder, BackupKeyBag=b"VERS\0\0"), "keybag cannot be used"),
    "the bag of another backup": (
        lambda folder: rewritten(folder, BackupKeyBag=make_bag(PASSWORD, chance_of(1)).data),
        "list of files cannot be read",
    ),
    "no list": (lambda folder: (folder / "Manifest.db").unlink(), "list of files is missing"),
    "a list of zeros": (lambda folder: (folder / "Manifest.db").write_bytes(bytes(8192)), "The source is damaged"),
}


@pytest.mark.parametrize("case", CASES)
def test_each_fault_of_an_encrypted_backup_has_its_own_words(copied: Copied, case: str) -> None:
    spoil, title = CASES[case]
    backup = copied("encrypted")
    spoil(backup.folder)
    refused = refusal(backup.folder)
    assert title in refused.finding.title
    assert refused.code == "source.damaged"


def test_rounds_that_would_take_hours_are_refused_before_the_password_is_asked_for(copied: Copied) -> None:
    backup = copied("encrypted")
    bag = make_bag(PASSWORD, chance_of(1)).data
    at = bag.index(b"DPIC") + 8
    rewritten(backup.folder, BackupKeyBag=bag[:at] + b"\xff\xff\xff\xff" + bag[at + 4 :])
    assert "4294967295 rounds" in refusal(backup.folder, None).finding.explanation

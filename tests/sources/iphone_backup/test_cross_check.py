"""What is written here as an encrypted backup is opened, byte for byte, by a program that was not made here."""

from pathlib import Path

import pytest
from tests.sources.iphone_backup.conftest import PASSWORD

from owntexts.sources.iphone_backup.folder import SMS
from owntexts.testing.iphone import Backup

iphone_backup_decrypt = pytest.importorskip(
    "iphone_backup_decrypt", reason="iphone-backup-decrypt is not installed: no second opinion on encrypted backups"
)


def opened(backup: Backup, password: str) -> "iphone_backup_decrypt.EncryptedBackup":
    return iphone_backup_decrypt.EncryptedBackup(backup_directory=str(backup.folder), passphrase=password)


def test_every_file_of_ours_is_opened_byte_for_byte(backups: dict[str, Backup], tmp_path: Path) -> None:
    other = opened(backups["encrypted"], PASSWORD)
    for (domain, path), data in backups["encrypted"].files.items():
        assert other.extract_file_as_bytes(path, domain_like=domain) == data, path
    assert SMS in backups["encrypted"].files


def test_a_wrong_password_is_refused_there_too(backups: dict[str, Backup]) -> None:
    with pytest.raises(ValueError, match="passphrase"):
        opened(backups["encrypted"], "wrong horse").test_decryption()

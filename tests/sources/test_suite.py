"""Every source of this house passes the contract of all sources."""

from pathlib import Path
from typing import ClassVar

from owntexts.sources.apple_messages import SOURCE
from owntexts.sources.base import Options
from owntexts.sources.iphone_backup import SOURCE as IPHONE_BACKUP
from owntexts.sources.iphone_backup.folder import SMS_ID, stored
from owntexts.testing.apple import SchemaName, append, build_chat_db, spoil
from owntexts.testing.iphone import Layout, pack
from owntexts.testing.suite import ROWS, SourceSuite


class TestAppleMessages(SourceSuite):
    """Stores as macOS 15 writes them."""

    source = SOURCE

    def good(self, folder: Path, rows: int) -> Path:
        path = folder / "chat.db"
        build_chat_db(path, messages=rows, seed=11)
        return path

    def spoilt(self, folder: Path) -> tuple[Path, frozenset[int]]:
        path = self.good(folder, ROWS)
        return path, frozenset(spoil(path))

    def grown(self, path: Path) -> int:
        return append(path, 30, seed=12).rows


class TestAppleMessagesOfOldPhones(TestAppleMessages):
    """Stores as iOS 9 wrote them."""

    def good(self, folder: Path, rows: int) -> Path:
        path = folder / "sms.db"
        build_chat_db(path, messages=rows, seed=13, schema="ios9")
        return path


class TestAppleMessagesInUse(TestAppleMessages):
    """A live store, its newest rows still in the write-ahead log."""

    def good(self, folder: Path, rows: int) -> Path:
        path = folder / "chat.db"
        build_chat_db(path, messages=rows, seed=14, schema="macos26", wal=True)
        return path

    def grown(self, path: Path) -> int:
        return append(path, 30, seed=12, wal=True).rows


class TestIphoneBackup(SourceSuite):
    """Backups as iOS 14 makes them, not encrypted."""

    source = IPHONE_BACKUP
    layout: ClassVar[Layout] = "db"
    schema: ClassVar[SchemaName] = "ios14"

    def good(self, folder: Path, rows: int) -> Path:
        build_chat_db(folder / "sms.db", messages=rows, seed=15, schema=self.schema)
        return self.packed(folder / "sms.db")

    def spoilt(self, folder: Path) -> tuple[Path, frozenset[int]]:
        build_chat_db(folder / "sms.db", messages=ROWS, seed=15, schema=self.schema)
        bad = frozenset(spoil(folder / "sms.db"))
        return self.packed(folder / "sms.db"), bad

    def grown(self, path: Path) -> int:
        store = path.parents[1] / "sms.db"
        added = append(store, 30, seed=12).rows
        assert self.packed(store) == path
        return added

    def piece(self, path: Path) -> Path:
        found = stored(path, SMS_ID)
        assert found
        return found

    def packed(self, store: Path) -> Path:
        return pack(store, store.parent / "Backup", layout=self.layout, password=self.options.secret).folder


class TestEncryptedIphoneBackup(TestIphoneBackup):
    """The same with a password."""

    options = Options(secret="correct horse")


class TestIphoneBackupOfOldPhones(TestIphoneBackup):
    """Backups as iOS 9 made them, with a password."""

    options = Options(secret="correct horse")
    layout = "mbdb"
    schema = "ios9"

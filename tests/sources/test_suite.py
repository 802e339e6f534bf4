"""Every source of this house passes the contract of all sources."""

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import ClassVar

from owntexts.sources.apple_messages import SOURCE
from owntexts.sources.base import Options
from owntexts.sources.iphone_backup import SOURCE as IPHONE_BACKUP
from owntexts.sources.iphone_backup.folder import SMS_ID, stored
from owntexts.sources.macos_contacts import SOURCE as MACOS_CONTACTS
from owntexts.sources.macos_contacts.places import books
from owntexts.sources.vcard import SOURCE as VCARD
from owntexts.sources.vcard.pieces import LARGEST_CARD
from owntexts.testing.apple import SchemaName, append, build_chat_db, spoil
from owntexts.testing.contacts import Version, everybody, write_mac_book, write_vcards
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

    def vital(self, path: Path) -> Path:
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


class TestMacosContacts(SourceSuite):
    """The address book of a Mac, with a group in it."""

    source = MACOS_CONTACTS

    def good(self, folder: Path, rows: int) -> Path:
        write_mac_book(folder / "AddressBook", everybody(rows - 1))
        return folder / "AddressBook"

    def spoilt(self, folder: Path) -> tuple[Path, frozenset[int]]:
        path = self.good(folder, ROWS)
        with closing(sqlite3.connect(self.vital(path))) as book, book:
            book.execute("UPDATE ZABCDRECORD SET ZFIRSTNAME = CAST(x'c3' AS TEXT) WHERE Z_PK IN (3, 50)")
            book.execute("INSERT INTO ZABCDRECORD (Z_PK, ZFIRSTNAME) VALUES (-5, 'Minus')")
        return path, frozenset({3, 50, -5})

    def grown(self, path: Path) -> int:
        write_mac_book(path, everybody(ROWS + 29))
        return 30

    def vital(self, path: Path) -> Path:
        return books(path)[0]


class TestVcards(SourceSuite):
    """Cards of version 3.0, with keys."""

    source = VCARD
    version: ClassVar[Version] = "3.0"

    def good(self, folder: Path, rows: int) -> Path:
        write_vcards(folder / "contacts.vcf", everybody(rows), version=self.version)
        return folder / "contacts.vcf"

    def spoilt(self, folder: Path) -> tuple[Path, frozenset[int]]:
        path = self.good(folder, ROWS)
        large = b"BEGIN:VCARD\r\nFN:A\r\nNOTE:" + b"x" * LARGEST_CARD + b"\r\nEND:VCARD\r\n"
        path.write_bytes(path.read_bytes() + large + b"BEGIN:VCARD\r\nFN:Cut\r\n")
        return path, frozenset({ROWS + 1, ROWS + 2})

    def grown(self, path: Path) -> int:
        write_vcards(path, everybody(ROWS + 30), version=self.version)
        return 30


class TestVcardsOfOldPhones(TestVcards):
    """Cards of version 2.1."""

    version = "2.1"

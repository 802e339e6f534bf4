"""Every source of this house passes the contract of all sources."""

from pathlib import Path

from owntexts.sources.apple_messages import SOURCE
from owntexts.testing.apple import append, build_chat_db, spoil
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

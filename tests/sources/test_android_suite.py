"""Every kind that copies a telephone's tables passes the contract of all sources."""

import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any, ClassVar

from owntexts.sources import (
    adb,
    android_backup,
    fossify,
    google_voice,
    quik,
    sms_backup_restore,
    sms_import_export,
    termux,
)
from owntexts.sources.base import Options
from owntexts.testing.android import backup, smsbr, smsbr_zip, smsie, voice
from owntexts.testing.android import fossify as fossify_app
from owntexts.testing.android import quik as quik_app
from owntexts.testing.android import termux as termux_app
from owntexts.testing.life import Life, life
from owntexts.testing.suite import ROWS, SourceSuite

PASSWORD = "correct horse battery staple"
BAD = frozenset({3, 17, 118})


def lived(rows: int) -> Life:
    return life(messages=rows, seed=11)


def with_bad_dates(lines: list[str], date: str, first_row: int = 0) -> str:
    """Lines of which those of the bad rows have no number for a date."""
    spoilt = {first_row + row - 1 for row in BAD}
    return "".join(
        line.replace(date, f"{date}today", 1) if place in spoilt else line for place, line in enumerate(lines)
    )


class TelephonySuite(SourceSuite):
    """Fewer rows are damaged over and over: each byte of them counts as much as in a database's pages."""

    damaged_rows = 24
    many_rows = 1_600


class Wrapped:
    """What is read by the code of another class here, behind another wrapping: damage is in what is wrapped."""

    damaged_rows = 12
    many_rows = 600


class TestSmsBackupRestore(TelephonySuite):
    source = sms_backup_restore.SOURCE

    def good(self, folder: Path, rows: int) -> Path:
        path = folder / "sms.xml"
        smsbr.write(path, lived(rows))
        return path

    def spoilt(self, folder: Path) -> tuple[Path, frozenset[int]]:
        path = self.good(folder, ROWS)
        path.write_text(with_bad_dates(list(smsbr.lines(lived(ROWS))), 'date="', first_row=1), "utf-8")
        return path, BAD

    def grown(self, path: Path) -> int:
        more = list(smsbr.lines(life(messages=30, seed=12)))[1:-1]
        path.write_text(path.read_text("utf-8").replace("</smses>", "".join(more) + "</smses>"), "utf-8")
        return 30


class TestSmsBackupRestoreZipped(Wrapped, TestSmsBackupRestore):
    def good(self, folder: Path, rows: int) -> Path:
        path = folder / "sms.zip"
        smsbr.write_zip(path, lived(rows))
        return path

    def spoilt(self, folder: Path) -> tuple[Path, frozenset[int]]:
        path, bad = super().spoilt(folder)
        plain = path.read_text("utf-8")
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("sms.xml", plain)
        return path, bad

    def grown(self, path: Path) -> int:
        return 0


class TestSmsBackupRestoreWithPassword(Wrapped, TestSmsBackupRestore):
    options = Options(secret=PASSWORD)

    def good(self, folder: Path, rows: int) -> Path:
        path = folder / "sms.zip"
        smsbr_zip.write(path, lived(rows), PASSWORD)
        return path

    def spoilt(self, folder: Path) -> tuple[Path, frozenset[int]]:
        return TestSmsBackupRestore().spoilt(folder)

    def grown(self, path: Path) -> int:
        return 0

    def test_it_recognises_its_own_and_says_by_what(self, tmp_path: Path) -> None:
        recognition = self.source.recognize(self.good(tmp_path, ROWS))
        assert recognition.answer == "maybe"
        assert "password" in recognition.evidence[0]


class TestSmsImportExport(TelephonySuite):
    source = sms_import_export.SOURCE

    def good(self, folder: Path, rows: int) -> Path:
        path = folder / "messages.zip"
        smsie.write(path, lived(rows))
        return path

    def spoilt(self, folder: Path) -> tuple[Path, frozenset[int]]:
        path = folder / "messages.zip"
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("messages.ndjson", with_bad_dates(list(smsie.lines(lived(ROWS))), '"date": "'))
        return path, BAD


class TestSmsImportExportEncrypted(Wrapped, TestSmsImportExport):
    options = Options(secret=PASSWORD)

    def good(self, folder: Path, rows: int) -> Path:
        path = folder / "messages.zip.ssef"
        smsie.write_ssef(path, lived(rows), PASSWORD)
        return path


class JsonSuite(TelephonySuite):
    """Formats that are one JSON; `objects` finds its messages."""

    write: ClassVar[Callable[[Path, Life], None]]
    date: ClassVar[str] = "date"

    def objects(self, told: Any) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = told
        return found

    def good(self, folder: Path, rows: int) -> Path:
        path = folder / "export.json"
        type(self).write(path, lived(rows))
        return path

    def spoilt(self, folder: Path) -> tuple[Path, frozenset[int]]:
        path = self.good(folder, ROWS)
        told = json.loads(path.read_text("utf-8"))
        for row in BAD:
            self.objects(told)[row - 1][self.date] = "today"
        path.write_text(json.dumps(told), "utf-8")
        return path, BAD


class TestSmsImportExportOfOldVersions(Wrapped, JsonSuite):
    source = sms_import_export.SOURCE
    write = smsie.write_v1


class TestFossify(JsonSuite):
    source = fossify.SOURCE
    write = fossify_app.write


class TestSimpleSmsMessenger(Wrapped, JsonSuite):
    source = fossify.SOURCE
    write = fossify_app.write_old

    def objects(self, told: Any) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = told[0]["sms"]
        return found


class TestQuik(JsonSuite):
    source = quik.SOURCE
    write = quik_app.write

    def objects(self, told: Any) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = told["messages"]
        return found


class TestTermux(JsonSuite):
    source = termux.SOURCE
    options = Options(timezone="Europe/Berlin")
    date = "received"

    @staticmethod
    def write(path: Path, lived: Life) -> None:
        termux_app.write(path, lived, "Europe/Berlin")


class TestAndroidBackup(TelephonySuite):
    source = android_backup.SOURCE

    def good(self, folder: Path, rows: int) -> Path:
        path = folder / "backup.ab"
        backup.write(path, lived(rows))
        return path

    def spoilt(self, folder: Path) -> tuple[Path, frozenset[int]]:
        path = folder / "backup.ab"
        backup.write(path, lived(ROWS), spoilt=BAD)
        return path, BAD


class TestAndroidBackupEncrypted(Wrapped, TestAndroidBackup):
    options = Options(secret=PASSWORD)

    def good(self, folder: Path, rows: int) -> Path:
        path = folder / "backup.ab"
        backup.write(path, lived(rows), PASSWORD)
        return path


class TestAdbAnswer(TelephonySuite):
    """The saved answer of a phone."""

    source = adb.SOURCE

    def good(self, folder: Path, rows: int) -> Path:
        path = folder / "sms.txt"
        path.write_text("".join(self.lines(rows)), "utf-8")
        return path

    def lines(self, rows: int) -> list[str]:
        return [
            f"Row: {number} _id={number + 5}, thread_id=1, address=+1555010{number % 10}, read=1, "
            f"date={1704103200123 + number}, type={1 + number % 2}, body=text {number},\nand more, sub_id=1\n"
            for number in range(rows)
        ]

    def spoilt(self, folder: Path) -> tuple[Path, frozenset[int]]:
        path = folder / "sms.txt"
        path.write_text(with_bad_dates(self.lines(ROWS), "date="), "utf-8")
        return path, BAD


class TestGoogleVoice(TelephonySuite):
    source = google_voice.SOURCE

    def good(self, folder: Path, rows: int) -> Path:
        return voice.write(folder / "takeout", lived(rows))

    def vital(self, path: Path) -> Path:
        return max((path / voice.FOLDER).glob("*.html"), key=lambda page: (page.stat().st_size, page.name))

    def spoilt(self, folder: Path) -> tuple[Path, frozenset[int]]:
        path = self.good(folder, ROWS)
        pages = sorted((path / voice.FOLDER).glob("*.html"))
        for page in pages[2:4]:
            page.write_text(page.read_text("utf-8").replace('class="dt" title="', 'class="dt" title="x', 1), "utf-8")
        return path, frozenset({3 << 20, 4 << 20})

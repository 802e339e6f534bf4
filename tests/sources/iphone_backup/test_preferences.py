"""What the iPhone's settings mean for a backup is told, and nothing else of them."""

import plistlib
from pathlib import Path
from typing import Any

import pytest

from owntexts.agent import sources
from owntexts.agent.home import Home
from owntexts.agent.imports import import_sources
from owntexts.doctor.checks import sources_readable
from owntexts.explain import Finding
from owntexts.sources.base import Options
from owntexts.sources.iphone_backup import SOURCE
from owntexts.testing.iphone import Named, build_backup
from owntexts.testing.iphone.backup import MADRID, SETTINGS

PASSWORD = "correct horse"


def advised(folder: Path, password: str | None = None, **files: bytes) -> list[Finding]:
    named: dict[str, Named] = {"settings": SETTINGS, "madrid": MADRID}
    more = {named[name]: data for name, data in files.items()}
    backup = build_backup(folder / "backup", messages=20, password=password, more=more)
    with SOURCE.open(backup.folder, Options(secret=password)) as source:
        return source.diagnose()


def plist(**said: Any) -> bytes:
    return plistlib.dumps(said, fmt=plistlib.FMT_BINARY)


@pytest.mark.parametrize("password", [None, PASSWORD], ids=["plain", "encrypted"])
@pytest.mark.parametrize(("name", "days"), [("KeepMessageForDays", 30), ("SSKeepMessages", 365)])
def test_an_iphone_that_deletes_old_messages_is_told(
    tmp_path: Path, password: str | None, name: str, days: int
) -> None:
    (finding,) = advised(tmp_path, password, settings=plist(**{name: days}, Secret="of the person"))
    assert (finding.code, finding.severity) == ("source.retention", "warning")
    assert f"older than {days} days" in finding.title
    (measured,) = finding.evidence
    assert (measured.name, measured.value) == (name, days)
    assert "of the person" not in repr(finding)


@pytest.mark.parametrize(
    "settings",
    [plist(KeepMessageForDays=0), plist(KeepMessageForDays=True), plist(KeepMessageForDays="30"), b"", b"no"],
)
def test_an_iphone_that_keeps_messages_or_does_not_say_is_no_matter(tmp_path: Path, settings: bytes) -> None:
    assert advised(tmp_path, settings=settings) == []


def test_an_iphone_whose_own_sync_was_paused_is_told(tmp_path: Path) -> None:
    (finding,) = advised(tmp_path, madrid=plist(IMCloudKitSyncPaused=True, CloudKitSyncingEnabled=True))
    assert (finding.code, finding.severity) == ("source.icloud_paused", "info")
    assert advised(tmp_path, madrid=plist(IMCloudKitSyncPaused=False)) == []


def test_it_is_told_after_an_import_until_a_later_one_says_otherwise(home: Home, tmp_path: Path) -> None:
    backup = build_backup(tmp_path, messages=20, more={SETTINGS: plist(KeepMessageForDays=30)})
    sources.add(home, backup.folder)
    assert list(sources_readable(home)) == []
    import_sources(home)
    assert [finding.code for finding in sources_readable(home)] == ["source.retention"]
    build_backup(tmp_path, messages=20)
    import_sources(home)
    assert list(sources_readable(home)) == []

import sqlite3
from pathlib import Path

import pytest

from owntexts.errors import SourceFailed, WrongUsage
from owntexts.sources import failures, registry
from owntexts.sources.apple_messages import SOURCE
from owntexts.testing.apple import build_chat_db


def test_the_kinds_are_those_that_are_installed() -> None:
    assert registry.kinds()["apple-messages"] is SOURCE
    assert registry.kind_named("apple-messages") is SOURCE


def test_an_unknown_kind_is_wrong_usage_and_names_the_known_ones() -> None:
    with pytest.raises(WrongUsage, match="carrier-pigeon") as refusal:
        registry.kind_named("carrier-pigeon")
    assert "apple-messages" in refusal.value.finding.explanation


def test_a_path_is_recognised_with_evidence(tmp_path: Path) -> None:
    build_chat_db(tmp_path / "chat.db", messages=10)
    found = registry.recognize(tmp_path / "chat.db")
    assert found.kind is SOURCE
    assert found.evidence


def test_a_path_with_nothing_at_it_is_source_missing(tmp_path: Path) -> None:
    assert _refusal(tmp_path / "chat.db") == "source.missing"


@pytest.mark.parametrize("content", [b"", b"no database", b"PK\x03\x04"])
def test_what_no_kind_knows_is_source_unrecognised(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "chat.db"
    path.write_bytes(content)
    assert _refusal(path) == "source.unrecognised"


def test_the_database_of_another_program_is_source_unrecognised(tmp_path: Path) -> None:
    path = tmp_path / "chat.db"
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE notes (id INTEGER)")
    connection.close()
    assert _refusal(path) == "source.unrecognised"


def test_a_malformed_database_is_source_damaged(tmp_path: Path) -> None:
    path = tmp_path / "chat.db"
    path.write_bytes(b"SQLite format 3\0" + b"\xff" * 4_080)
    assert _refusal(path) == "source.damaged"


def test_a_path_that_may_not_be_looked_at_is_source_permission(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(Path, "stat", refuse)
    with pytest.raises(SourceFailed) as refusal:
        registry.recognize(tmp_path / "chat.db")
    assert refusal.value.code == "source.permission"


def test_on_a_mac_a_missing_permission_leads_to_full_disk_access(tmp_path: Path) -> None:
    (fix,) = failures.permission(tmp_path / "chat.db", "Operation not permitted", platform="darwin").finding.fixes
    assert "Full Disk Access" in fix.title
    assert fix.link == "x-apple.systempreferences:com.apple.preference.security?Privacy_AllFiles"
    (other,) = failures.permission(tmp_path / "chat.db", "Permission denied", platform="linux").finding.fixes
    assert other.link is None


def _refusal(path: Path) -> str:
    with pytest.raises(SourceFailed) as refusal:
        registry.recognize(path)
    assert refusal.value.finding.fixes
    return refusal.value.code

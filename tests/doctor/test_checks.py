"""What doctor looks at: each finding comes with its cause and goes with it."""

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from msgspec.structs import replace

from owntexts.agent import sources
from owntexts.agent.home import Home
from owntexts.agent.imports import import_sources
from owntexts.agent.status import status
from owntexts.crypto.identity import Identity, Membership
from owntexts.doctor import fixing
from owntexts.doctor.checks import CHECKS, checkup, sources_readable, too_large
from owntexts.replica import outbox
from owntexts.testing.apple import build_chat_db

HUB = "http://127.0.0.1:1"
MEMBERSHIP = Membership(bytes(16), "ada", bytes(16), bytes(32), bytes(32), HUB, None, bytes(32), 0, b"")


def codes(home: Home) -> set[str]:
    return {finding.code for finding in checkup(home)}


def test_a_key_in_a_file_is_told_and_one_in_a_keyring_is_not(home: Home) -> None:
    assert "key.at_rest_file" in codes(home)
    home.key_store = "keyring"
    assert "key.at_rest_file" not in codes(home)


def test_an_agent_that_does_not_run_is_told_only_to_members_of_an_account(home: Home) -> None:
    assert "agent.not_running" not in codes(home)
    home.save(Identity(home.device, MEMBERSHIP))
    assert "agent.not_running" in codes(home)
    home.save(replace(home.identity, membership=None))
    assert "agent.not_running" not in codes(home)


def with_a_text_that_no_batch_can_carry(home: Home, store: Path) -> None:
    """All that was read is sent, but one."""
    build_chat_db(store, messages=20, other_kinds=0)
    with closing(sqlite3.connect(store)) as connection, connection:
        connection.execute("UPDATE message SET text = ?, attributedBody = NULL WHERE ROWID = 7", ("long " * 60_000,))
    sources.add(home, store)
    import_sources(home)
    outbox.fill(home.replica, lambda *_: b"sealed")
    outbox.confirm(home.replica, 1, 1)


def test_a_text_that_no_batch_can_carry_is_told_and_counts_as_unsent(home: Home, tmp_path: Path) -> None:
    assert "item.too_large" not in codes(home)
    with_a_text_that_no_batch_can_carry(home, tmp_path / "chat.db")
    [finding] = too_large(home)
    assert finding.evidence[0].value == 1
    assert status(home).pending == 1


def test_a_source_that_went_away_is_told_until_it_is_back(home: Home, small_store: Path, tmp_path: Path) -> None:
    store = tmp_path / "chat.db"
    store.symlink_to(small_store)
    sources.add(home, store)
    assert "source.missing" not in codes(home)
    store.unlink()
    assert "source.missing" in codes(home)
    store.symlink_to(small_store)
    assert "source.missing" not in codes(home)


def test_a_source_that_may_not_be_read_is_told(home: Home, small_store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sources.add(home, small_store)

    def refused(path: Path, mode: str) -> None:
        raise PermissionError(1, "Operation not permitted", str(path))

    monkeypatch.setattr(Path, "open", refused)
    assert [finding.code for finding in sources_readable(home)] == ["source.permission"]


def test_a_source_that_could_not_be_read_is_told_until_an_import_reads_it(
    home: Home, small_store: Path, tmp_path: Path
) -> None:
    store = tmp_path / "chat.db"
    shutil.copy(small_store, store)
    sources.add(home, store)
    store.write_bytes(store.read_bytes()[:20_000])
    import_sources(home)
    (found,) = sources_readable(home)
    assert found.code == "source.damaged"
    assert fixing.offer(home, "source.damaged").fix.id == "import_again"
    shutil.copy(small_store, store)
    fixing.fix(home, "source.damaged")
    assert not list(sources_readable(home))


def test_every_finding_has_evidence_and_a_way_out_and_pauses_nothing(
    home: Home, tmp_path: Path, small_store: Path
) -> None:
    with_a_text_that_no_batch_can_carry(home, tmp_path / "chat.db")
    sources.add(home, small_store)
    sources.change(home, "2", "path", str(tmp_path / "gone"))
    home.save(Identity(home.device, MEMBERSHIP))
    findings = checkup(home)
    assert len(findings) == len(CHECKS)
    for finding in findings:
        assert finding.evidence
        assert finding.fixes
        assert not finding.blocks

"""`owntexts iphone backup` at the command line; what stands for pymobiledevice3 is invented."""

from pathlib import Path

import pytest
from tests.agent.iphone.test_back_up import UDID, Stage
from tests.cli.conftest import Cli

from owntexts.testing.iphone import build_backup


@pytest.fixture
def stage(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Stage:
    made = Stage(tmp_path / "stage")
    build_backup(tmp_path / "backups" / "first", messages=60, seed=9)
    build_backup(tmp_path / "backups" / "encrypted", messages=60, seed=9, password="correct horse")
    monkeypatch.setenv("FAKE_IPHONE", str(made.folder))
    monkeypatch.setenv("FAKE_BACKUPS", str(tmp_path / "backups"))
    monkeypatch.setenv("PATH", f"{made.program.parent}:/usr/bin:/bin")
    return made


def test_it_answers_with_the_backup_its_source_and_the_import(cli: Cli, stage: Stage, own_home: Path) -> None:
    said = cli("iphone", "backup", "--json")
    assert said.code == 0
    assert list(said.json) == ["iphone", "name", "folder", "encrypted", "source", "imported"]
    assert (said.json["folder"], said.json["encrypted"]) == (str(own_home / "iphones" / UDID), False)
    assert (said.json["imported"]["added"], said.json["imported"]["failed"]) == (60, [])
    assert "enter its passcode" in said.err
    assert cli("source", "list", "--json").json[0]["kind"] == "iphone-backup"


def test_a_backup_that_is_not_encrypted_is_told(cli: Cli, stage: Stage) -> None:
    assert "not encrypted" in cli("iphone", "backup").out


def test_an_encrypted_one_whose_password_nobody_gives_ends_with_4_and_is_kept(cli: Cli, stage: Stage) -> None:
    stage.happens("encrypted")
    said = cli("iphone", "backup", "--json")
    assert said.code == 4
    assert [each["error"]["code"] for each in said.json["imported"]["failed"]] == ["source.password_needed"]


@pytest.mark.parametrize(
    ("scenario", "code", "exit_code"),
    [("no passcode", "source.needs_passcode", 4), ("nothing", "iphone.not_connected", 1)],
)
def test_what_keeps_it_from_that_is_an_error_with_its_way_out(
    cli: Cli, stage: Stage, scenario: str, code: str, exit_code: int
) -> None:
    stage.happens(scenario)
    said = cli("iphone", "backup", "--json")
    assert (said.code, said.json["error"]["code"]) == (exit_code, code)
    assert said.json["error"]["fixes"]

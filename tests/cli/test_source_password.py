"""The password of an encrypted source: one question on a terminal, none elsewhere."""

import os
import re
import subprocess
from pathlib import Path

import pytest
from tests.cli.conftest import OWNTEXTS, Cli
from tests.keyrings import keyring_in_memory

from owntexts.testing.iphone import build_backup

PASSWORD = "correct horse"
openpty = pytest.importorskip("pty", reason="there are no terminals to ask on here").openpty


@pytest.fixture
def added(cli: Cli, tmp_path: Path, small_store: Path) -> Cli:
    """A plain source and an encrypted one."""
    cli("source", "add", str(small_store))
    backup = build_backup(tmp_path / "backup", messages=60, seed=9, password=PASSWORD)
    assert cli("source", "add", str(backup.folder)).code == 0
    return cli


def test_where_nobody_can_be_asked_the_others_are_read_and_a_person_is_needed(added: Cli) -> None:
    said = added("import", "--json")
    assert said.code == 4
    assert (said.json["added"], [each["error"]["code"] for each in said.json["failed"]]) == (
        600,
        ["source.password_needed"],
    )
    assert "OWNTEXTS_SOURCE_PASSWORD" in added("import").out


def test_the_environment_answers(added: Cli, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("OWNTEXTS_SOURCE_PASSWORD", "wrong horse")
    said = added("import", "--json")
    assert said.code == 1
    assert [each["error"]["code"] for each in said.json["failed"]] == ["source.password_wrong"]
    monkeypatch.delenv("OWNTEXTS_SOURCE_PASSWORD")
    (tmp_path / "password").write_text(f"{PASSWORD}\n")
    monkeypatch.setenv("OWNTEXTS_SOURCE_PASSWORD_FILE", str(tmp_path / "password"))
    said = added("import", "--json")
    assert (said.code, said.json["added"], said.json["failed"]) == (0, 60, [])


@pytest.mark.parametrize(("answer", "code"), [(PASSWORD, 0), ("wrong horse", 1)])
@pytest.mark.usefixtures("added")
def test_on_a_terminal_it_is_asked_for_once(answer: str, code: int, own_home: Path) -> None:
    master, slave = openpty()
    environment = {**os.environ, "OWNTEXTS_HOME": str(own_home), "NO_COLOR": "1"}
    with subprocess.Popen(
        [*OWNTEXTS, "import"],
        env=environment,
        stdin=slave,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
    ) as process:
        assert process.stderr
        asked = b""
        while not asked.endswith(b": "):
            asked += process.stderr.read(1)
        os.write(master, f"{answer}\n".encode())
        out, err = process.communicate(timeout=60)
    os.close(slave)
    os.close(master)
    assert process.returncode == code, err
    assert re.search(rb"Password of source 2 \([^)]+\): $", asked)
    assert b"Password of source" not in err
    assert answer.encode() not in out + err
    assert (b"source.password_wrong" in out) == (code == 1)


def test_the_keyring_keeps_it_if_the_person_asks_for_that(added: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    assert added("source", "set", "2", "keep_password", "yes").code == 4
    assert added("source", "set", "2", "keep_password", "perhaps").code == 2
    monkeypatch.setenv("OWNTEXTS_SOURCE_PASSWORD", PASSWORD)
    with keyring_in_memory() as keyring:
        assert added("source", "set", "2", "keep_password", "yes", "--json").json == {"id": "2", "keep_password": True}
        monkeypatch.delenv("OWNTEXTS_SOURCE_PASSWORD")
        assert added("import", "--json").json["failed"] == []
        assert added("source", "set", "2", "keep_password", "no").code == 0
        assert keyring.kept == {}


def test_the_usual_places_are_looked_into(cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Path, "home", lambda: tmp_path)
    assert cli("source", "find", "--json").json == []
    assert "source add PATH" in cli("source", "find").out
    backup = build_backup(tmp_path / "Apple" / "MobileSync" / "Backup", messages=20)
    (found,) = cli("source", "find", "--json").json
    assert (found["kind"], found["path"], found["added"]) == ("iphone-backup", str(backup.folder), False)
    cli("source", "add", str(backup.folder))
    assert cli("source", "find", "--json").json[0]["added"] is True
    assert "added" in cli("source", "find").out


def test_attachments_of_an_encrypted_source_are_exported_with_its_password(
    cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    backup = build_backup(tmp_path / "backup", messages=300, seed=5, password=PASSWORD)
    cli("source", "add", str(backup.folder))
    monkeypatch.setenv("OWNTEXTS_SOURCE_PASSWORD", PASSWORD)
    assert cli("import").code == 0
    given = cli("export", "html", str(tmp_path / "with"), "--json").json["attachments"]
    one = next((tmp_path / "with" / "media").iterdir())
    assert cli("attachment", "get", one.stem, str(tmp_path / "one")).code == 0
    assert (tmp_path / "one").read_bytes() == one.read_bytes()
    monkeypatch.delenv("OWNTEXTS_SOURCE_PASSWORD")
    without = cli("export", "html", str(tmp_path / "without"), "--json").json["attachments"]
    assert (without["files"], without["missing"]) == (0, given["files"] + given["missing"])
    assert given["files"] > 3
    refused = cli("attachment", "get", one.stem, str(tmp_path / "two"), "--json")
    assert (refused.code, refused.json["error"]["code"]) == (1, "usage.not_found")

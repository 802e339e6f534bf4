"""`export smsbr` and `export html` at the command line: keys, words, exit codes, and what is left of a broken one."""

import resource
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.cli.conftest import OWNTEXTS, Cli

Start = Callable[..., subprocess.Popen[bytes]]
LIMIT = 120 << 10


@pytest.fixture
def start(own_home: Path) -> Iterator[Start]:
    """Starts a command in a process of its own, which ends with the test."""
    running: list[subprocess.Popen[bytes]] = []

    def begin(*words: str, **how: Any) -> subprocess.Popen[bytes]:
        process = subprocess.Popen([*OWNTEXTS, *words], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, **how)
        running.append(process)
        return process

    yield begin
    for process in running:
        process.kill()
        process.wait()
        if process.stdout:
            process.stdout.close()


def test_smsbr_tells_what_is_in_the_file_and_what_is_not(filled_cli: Cli, tmp_path: Path) -> None:
    said = filled_cli("export", "smsbr", str(tmp_path / "out.xml"), "--my-number", "+1 202 555 0143", "--json")
    assert said.code == 0
    assert list(said.json) == [
        "file", "messages", "texts", "multimedia", "own_number", "attachments", "left_out", "not_carried",
    ]  # fmt: skip
    assert said.json["own_number"] == "+12025550143"
    assert said.json["messages"] == said.json["texts"] + said.json["multimedia"]
    assert list(said.json["attachments"]) == ["files", "bytes", "missing"]
    known = filled_cli("export", "smsbr", str(tmp_path / "out.xml"), "--json").json["own_number"]
    words = filled_cli("export", "smsbr", str(tmp_path / "out.xml")).out
    assert f"Wrote {said.json['messages']} messages to {tmp_path / 'out.xml'}" in words
    assert f"{said.json['not_carried']['reactions']}  reactions" in words
    assert f"{said.json['left_out']['events']}  what happened to groups" in words
    assert ("--my-number" in words) == (known is None)


def test_what_smsbr_writes_is_a_source_of_as_many_messages(
    filled_cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    written = filled_cli("export", "smsbr", str(tmp_path / "out.xml"), "--json").json
    monkeypatch.setenv("OWNTEXTS_HOME", str(tmp_path / "new phone"))
    assert filled_cli("source", "add", str(tmp_path / "out.xml"), "--json").json["kind"] == "sms-backup-restore"
    read = filled_cli("import", "--json").json
    assert (read["added"], read["problems"]) == (written["messages"], [])
    assert filled_cli("status", "--json").json["messages"] == written["messages"]


def test_html_tells_where_to_begin(filled_cli: Cli, tmp_path: Path) -> None:
    said = filled_cli("export", "html", str(tmp_path / "pages"), "--json")
    assert said.code == 0
    assert list(said.json) == ["folder", "index", "conversations", "messages", "pages", "attachments"]
    assert Path(said.json["index"]).is_file()
    assert f"Open {tmp_path / 'again' / 'index.html'}" in filled_cli("export", "html", str(tmp_path / "again")).out


def test_what_cannot_be_written_to_is_named(filled_cli: Cli, tmp_path: Path) -> None:
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "mine").touch()
    assert filled_cli("export", "html", str(tmp_path / "full")).code == 2
    assert filled_cli("export", "smsbr", "/dev/null").code == 2
    for words in (("smsbr", "absent/out.xml"), ("smsbr", "full"), ("html", "absent/pages")):
        said = filled_cli("export", words[0], str(tmp_path / words[1]), "--json")
        assert said.code == 1
        assert said.json["error"]["fixes"]


def test_a_history_of_nothing_is_exported_too(cli: Cli, tmp_path: Path) -> None:
    assert cli("export", "smsbr", str(tmp_path / "out.xml"), "--json").json["messages"] == 0
    assert cli("export", "html", str(tmp_path / "pages"), "--json").json["conversations"] == 0


@pytest.mark.parametrize(("format_", "name"), [("smsbr", "out.xml"), ("html", "pages")])
def test_who_is_killed_half_way_leaves_nothing_under_the_name(
    filled_cli: Cli, start: Start, tmp_path: Path, format_: str, name: str
) -> None:
    folder = tmp_path / "exports"
    folder.mkdir()
    process = start("export", format_, str(folder / name))
    while not list(folder.iterdir()):
        assert process.poll() is None
        time.sleep(0.001)
    process.kill()
    process.wait()
    assert not (folder / name).exists()
    assert filled_cli("export", format_, str(folder / name)).code == 0
    assert (folder / name).exists()


def test_a_file_that_may_not_grow_any_more_is_named_and_gone(filled_cli: Cli, start: Start, tmp_path: Path) -> None:
    """The limit of a user or a container, and a full disk, end the same way."""
    folder = tmp_path / "exports"
    folder.mkdir()
    process = start(
        *("export", "smsbr", str(folder / "out.xml"), "--json"),
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (LIMIT, LIMIT)),
    )
    out, _ = process.communicate()
    assert process.returncode == 1
    assert b"The export could not be written" in out
    assert list(folder.iterdir()) == []

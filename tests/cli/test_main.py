"""The frame of the command line: help, versions, wrong usage, faults, pipes and interrupts."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from cyclopts import App

from owntexts import __version__
from owntexts.agent import reading
from owntexts.cli.commands import app

OWNTEXTS = [sys.executable, "-m", "owntexts"]


def commands(within: App = app, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """The words of every command that does something."""
    for name in within:
        if name.startswith("-"):
            continue
        deeper = (*path, name)
        if within[name].default_command is not None:
            yield deeper
        yield from commands(within[name], deeper)


def test_the_version_is_that_of_the_package(cli: Callable[..., Any]) -> None:
    assert cli("--version").out.strip() == __version__


@pytest.mark.parametrize("words", [(), ("--help",), ("-h",), ("source",), ("settings", "--help")])
def test_help_is_an_answer_and_no_error(cli: Callable[..., Any], words: tuple[str, ...]) -> None:
    said = cli(*words)
    assert said.code == 0
    assert "Usage: owntexts" in said.out


@pytest.mark.parametrize("words", list(commands()), ids=" ".join)
def test_every_command_has_help_with_an_example_and_json(cli: Callable[..., Any], words: tuple[str, ...]) -> None:
    said = cli(*words, "--help")
    assert said.code == 0
    assert "For example:" in said.out
    assert f"    owntexts {' '.join(words)}" in said.out
    assert "--json" in said.out


@pytest.mark.parametrize(
    "words", [("nonsense",), ("source", "nonsense"), ("messages",), ("status", "--nonsense"), ("search", "a", "b")]
)
def test_wrong_usage_exits_with_2_and_names_the_help(cli: Callable[..., Any], words: tuple[str, ...]) -> None:
    said = cli(*words)
    assert said.code == 2
    assert said.out == ""
    assert "--help" in said.err
    finding = cli(*words, "--json").json["error"]
    assert finding["code"] == "usage.wrong"
    assert finding["fixes"]


def test_a_fault_of_ours_is_explained_without_what_was_in_it(
    cli: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fault(_home: object) -> None:
        raise ValueError("the text of a message")

    monkeypatch.setattr(reading, "conversations", fault)
    said = cli("conversations", "--json")
    assert said.code == 1
    assert said.json["error"]["code"] == "app.failed"
    assert "the text of a message" not in said.out + said.err
    assert "Traceback" not in said.err


def test_a_reader_that_goes_away_is_no_error(small_store: Path, own_home: Path) -> None:
    environment = {**os.environ, "OWNTEXTS_HOME": str(own_home)}
    for words in (["source", "add", str(small_store)], ["import"]):
        subprocess.run([*OWNTEXTS, *words], env=environment, check=True, capture_output=True)
    with subprocess.Popen(
        [*OWNTEXTS, "export", "jsonl", "-"], env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as export:
        assert export.stdout
        assert export.stderr
        assert export.stdout.readline().startswith(b'{"id":')
        export.stdout.close()
        assert export.stderr.read() == b""
    assert export.returncode == 0


def test_an_interrupt_exits_with_130_and_says_nothing(own_home: Path, tmp_path: Path) -> None:
    pipe = tmp_path / "password"
    os.mkfifo(pipe)
    environment = {**os.environ, "OWNTEXTS_HOME": str(own_home), "OWNTEXTS_PASSWORD_FILE": str(pipe)}
    words = ["account", "create", "--hub", "http://127.0.0.1:1", "--name", "ada"]
    with subprocess.Popen([*OWNTEXTS, *words], env=environment, stderr=subprocess.PIPE) as waiting:
        assert waiting.stderr
        with pipe.open("w"):  # opens once the command waits for its password
            waiting.send_signal(signal.SIGINT)
            assert waiting.stderr.read() == b""
    assert waiting.returncode == 130


def test_status_imports_nothing_slow_that_it_does_not_need(own_home: Path) -> None:
    script = (
        "import sys, json; from owntexts.cli.main import run; code = run(['status', '--json']); "
        "sys.stderr.write(json.dumps([code, sorted(sys.modules)]))"
    )
    environment = {**os.environ, "OWNTEXTS_HOME": str(own_home)}
    done = subprocess.run([sys.executable, "-c", script], env=environment, capture_output=True, check=True)
    code, modules = json.loads(done.stderr)
    assert code == 0
    slow = {"keyring", "httpx2", "sqlalchemy", "alembic", "fastapi", "starlette", "uvicorn", "rich", "asyncio"}
    slow |= {"cyclopts", "attrs", "PIL", "pillow_heif", "av"}
    assert slow.isdisjoint(modules)


@pytest.mark.parametrize("name", ["status", "why"])
def test_a_question_that_is_answered_directly_has_the_answer_of_the_command(name: str, own_home: Path) -> None:
    environment = {**os.environ, "OWNTEXTS_HOME": str(own_home)}
    direct, read = (
        json.loads(subprocess.run([*OWNTEXTS, name, flag], env=environment, capture_output=True, check=True).stdout)
        for flag in ("--json", "--json=true")
    )
    assert list(direct) == list(read)
    assert (direct["state"], len(direct["findings"])) == (read["state"], len(read["findings"]))


def test_an_interruption_before_anything_began_is_no_traceback() -> None:
    while_importing = (
        "import sys\n"
        "class CtrlC:\n"
        "    def find_spec(self, name, *_):\n"
        "        if name == 'owntexts.cli.output': raise KeyboardInterrupt\n"
        "sys.meta_path.insert(0, CtrlC())\n"
        "from owntexts.cli.main import run\n"
        "sys.exit(run(['status']))\n"
    )
    done = subprocess.run([sys.executable, "-c", while_importing], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (130, "")

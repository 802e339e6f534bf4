"""The command line, called in this process on real files."""

import io
import json
import os
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, redirect_stdout
from pathlib import Path
from typing import Any, NamedTuple
from unittest.mock import patch

import pytest
from tests.forking import served

from owntexts.cli.main import run


class Said(NamedTuple):
    """What a command said, and how it ended."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """The one JSON document on stdout."""
        return json.loads(self.out)


Cli = Callable[..., Said]


@pytest.fixture
def cli(own_home: Path, capsys: pytest.CaptureFixture[str]) -> Cli:
    """Runs a command on the test's own home."""

    def said(*words: str) -> Said:
        capsys.readouterr()
        code = run(words)
        return Said(code, *capsys.readouterr())

    return said


@pytest.fixture
def filled_cli(cli: Cli, small_store: Path) -> Cli:
    """The same, after an import of the small store."""
    assert cli("source", "add", str(small_store)).code == 0
    assert cli("import").code == 0
    return cli


OWNTEXTS = [sys.executable, "-m", "owntexts"]
PASSWORD = "a password for tests"


class Device(NamedTuple):
    """A home, and what commands say on it."""

    home: Path

    def said(self, *words: str, password: str = PASSWORD) -> tuple[int, Any]:
        code, out = self._ran(*words, "--json", password=password)
        return code, json.loads(out)

    def told(self, *words: str) -> str:
        """What a command tells a person."""
        code, out = self._ran(*words)
        assert code == 0, out
        return out

    def _ran(self, *words: str, password: str = PASSWORD) -> tuple[int, str]:
        mine = {
            "OWNTEXTS_HOME": str(self.home),
            "OWNTEXTS_KEY_STORE": "file",
            "OWNTEXTS_PASSWORD": password,
            "OWNTEXTS_NEW_PASSWORD": "another one",
        }
        out = io.TextIOWrapper(io.BytesIO(), "utf-8")
        with patch.dict(os.environ, mine), redirect_stdout(out):
            code = run(words)
            out.flush()
        return code, out.buffer.getvalue().decode()

    def ok(self, *words: str) -> Any:
        code, answer = self.said(*words)
        assert code == 0, answer
        return answer

    def exported(self) -> bytes:
        file = self.home.with_suffix(".jsonl")
        self.ok("export", "jsonl", str(file))
        return file.read_bytes()


@contextmanager
def started(*words: str, home: Path) -> Iterator[Any]:
    """A command that goes on running; gives what it says once it is ready."""
    environment = {**os.environ, "OWNTEXTS_HOME": str(home), "OWNTEXTS_KEY_STORE": "file"}
    with Path(os.devnull).open("wb") as nowhere:
        process, ready = served(*words, env=environment, stderr=nowhere)
    try:
        yield ready
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait()


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[str]:
    with started("hub", "serve", "--data", str(tmp_path / "hub"), "--listen", "127.0.0.1:0", home=tmp_path) as ready:
        yield ready["address"]


@pytest.fixture
def laptop(tmp_path: Path, hub: str, small_store: Path) -> Device:
    """A device that has imported the small store and created the account."""
    device = Device(tmp_path / "laptop")
    device.ok("source", "add", str(small_store))
    device.ok("import")
    device.ok("account", "create", "--hub", hub, "--name", "ada", "--device", "laptop")
    return device


@pytest.fixture
def desktop(tmp_path: Path, hub: str, laptop: Device) -> Device:
    """A second device of the account, after the first has sent all it has."""
    device = Device(tmp_path / "desktop")
    laptop.ok("sync")
    device.ok("account", "join", "--hub", hub, "--name", "ada", "--device", "desktop")
    return device

"""The command line, called in this process on real files."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import pytest

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

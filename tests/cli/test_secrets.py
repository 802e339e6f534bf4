"""Secrets come from the environment or a terminal, never from the command line."""

import io
from pathlib import Path

import pytest

from owntexts.cli.secrets import PASSWORD, secret
from owntexts.errors import NeedsPerson, WrongUsage


@pytest.fixture(autouse=True)
def nobody_at_the_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("from stdin\nmore\n"))


def test_the_variable_gives_the_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(PASSWORD, "from the variable")
    assert secret(PASSWORD, "The password") == "from the variable"


def test_the_first_line_of_the_named_file_gives_the_secret(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "password").write_text("from the file \nnot this\n")
    monkeypatch.setenv(f"{PASSWORD}_FILE", str(tmp_path / "password"))
    assert secret(PASSWORD, "The password") == "from the file "


def test_a_dash_names_stdin(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(f"{PASSWORD}_FILE", "-")
    assert secret(PASSWORD, "The password") == "from stdin"


def test_with_nobody_to_ask_the_error_names_the_variable() -> None:
    with pytest.raises(NeedsPerson) as told:
        secret(PASSWORD, "The password")
    assert told.value.exit_code == 4
    assert PASSWORD in told.value.finding.explanation


def test_a_file_that_is_not_there_is_named_and_its_content_never(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(f"{PASSWORD}_FILE", "/no/such/file")
    with pytest.raises(WrongUsage) as told:
        secret(PASSWORD, "The password")
    assert told.value.finding.evidence[0].value == "/no/such/file"

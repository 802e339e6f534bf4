"""Streams that are closed, full or read by nobody: what was asked for is done, and no fault of ours is told."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

OWNTEXTS = f"{sys.executable} -m owntexts"
NEEDS_FULL = pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full here")


def in_a_shell(script: str, home: Path, **more: str) -> subprocess.CompletedProcess[str]:
    """What a shell makes of it; `owntexts` in the script is the real command."""
    mine = {"OWNTEXTS_HOME": str(home), "OWNTEXTS_KEY_STORE": "file", **more}
    words = ("bash", "-c", f"set -o pipefail\n{script.replace('owntexts', OWNTEXTS, 1)}")
    return subprocess.run(words, env={**os.environ, **mine}, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("command", ["--help", "status", "nonsense --json 2>&1", "nonsense 2>&1"])
def test_a_reader_that_reads_nothing_changes_no_exit_code(own_home: Path, command: str) -> None:
    done = in_a_shell(f"owntexts {command} | true", own_home)
    assert done.returncode == (2 if "nonsense" in command else 0)
    assert done.stderr == ""


@pytest.mark.parametrize("command", ["status", "status --json", "conversations", "import --json"])
def test_a_closed_stream_is_no_fault(own_home: Path, command: str) -> None:
    assert in_a_shell(f"owntexts {command} <&- >&- 2>&-", own_home).returncode == 0
    assert in_a_shell(f"owntexts {command} <&- 2>&-", own_home).stdout


def test_a_secret_from_a_stdin_that_is_closed_is_an_empty_one(own_home: Path) -> None:
    create = "owntexts account create --hub http://127.0.0.1:1 --name ada --json <&-"
    done = in_a_shell(create, own_home, OWNTEXTS_PASSWORD_FILE="-")
    assert (done.returncode, json.loads(done.stdout)["error"]["code"]) == (2, "usage.wrong")


@NEEDS_FULL
@pytest.mark.parametrize("command", ["status", "status --json", "--help"])
def test_an_answer_for_which_there_is_no_room_is_told_on_stderr(own_home: Path, command: str) -> None:
    done = in_a_shell(f"owntexts {command} >/dev/full", own_home)
    assert done.returncode == 1
    assert "could not be written" in done.stderr
    assert "No space left" in done.stderr
    assert "Traceback" not in done.stderr


@NEEDS_FULL
def test_an_error_for_which_there_is_no_room_is_told_on_stderr(own_home: Path) -> None:
    done = in_a_shell("owntexts nonsense --json >/dev/full", own_home)
    assert done.returncode == 2
    assert "usage.wrong" in done.stderr
    assert "Traceback" not in done.stderr

"""`make run`: the whole way of a message by the script itself, in a checkout that is only its scripts."""

import os
import pty
import re
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from tests.end_to_end.world import PATIENCE_S, environment, wait_until

from owntexts.testing import apple

ROWS = 120


@pytest.fixture
def script(tmp_path: Path, checkout: Path) -> Path:
    """The script; what it makes lies in `.run` two folders above."""
    folder = tmp_path / "checkout" / "scripts"
    folder.mkdir(parents=True)
    return Path(shutil.copy(checkout / "scripts" / "run.py", folder))


@pytest.fixture
def store(tmp_path: Path) -> Path:
    path = tmp_path / "chat.db"
    apple.build_chat_db(path, messages=ROWS)
    return path


def job(script: Path, store: Path) -> tuple[str, ...]:
    return (sys.executable, str(script), str(store))


def test_both_devices_end_equal_and_nothing_is_left_behind(script: Path, store: Path) -> None:
    before = store.read_bytes()
    done = subprocess.run(job(script, store), env=environment(), capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    for result in (f"{ROWS} rows, {ROWS} added", "laptop, desktop", "equal byte for byte", " 0 added", "unchanged"):
        assert result in done.stdout
    assert store.read_bytes() == before
    assert [each.name for each in script.parents[1].iterdir()] == ["scripts"]


def test_a_store_that_is_none_is_named_and_nothing_is_left_behind(script: Path, tmp_path: Path) -> None:
    absent = tmp_path / "absent.db"
    done = subprocess.run(job(script, absent), env=environment(), capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "source.missing" in done.stdout
    assert "Traceback" not in done.stdout + done.stderr
    assert [each.name for each in script.parents[1].iterdir()] == ["scripts"]


@pytest.mark.parametrize("end", [signal.SIGINT, pytest.param(signal.SIGTERM, marks=pytest.mark.torture)])
def test_on_a_terminal_it_serves_both_pages_until_it_is_ended(script: Path, store: Path, end: int) -> None:
    """Two pages, a hub, and where to find them; afterwards `.run` is still there, for its owner only."""
    shown, terminal = pty.openpty()
    job_running = subprocess.Popen(job(script, store), env=environment(), stdout=terminal, stderr=terminal)
    os.close(terminal)
    told = b""
    while len(re.findall(rb"/open/[0-9a-f]+", told)) < 2:
        told += os.read(shown, 1 << 16)
    job_running.send_signal(end)
    wait_until(lambda: job_running.poll() is not None, "the job ends")
    os.close(shown)
    assert job_running.wait(PATIENCE_S) == 0
    assert b"equal byte for byte" in told
    assert b"its password " in told
    assert (script.parents[1] / ".run").stat().st_mode & 0o777 == 0o700

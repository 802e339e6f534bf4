import subprocess
import sys
from pathlib import Path

import pytest

from owntexts.agent.lock import LOCK_FILE, is_locked, sync_lock
from owntexts.errors import Busy, ReplicaDamaged

HOLD = """
import pathlib, sys
from owntexts.agent.lock import sync_lock
with sync_lock(pathlib.Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""


def test_only_one_process_of_a_home_syncs(tmp_path: Path) -> None:
    with sync_lock(tmp_path), pytest.raises(Busy) as busy, sync_lock(tmp_path):
        pass
    assert busy.value.finding.fixes


def test_the_lock_is_free_again_afterwards(tmp_path: Path) -> None:
    with sync_lock(tmp_path):
        assert is_locked(tmp_path)
    assert not is_locked(tmp_path)


def test_a_killed_process_gives_the_lock_back(tmp_path: Path) -> None:
    command = (sys.executable, "-c", HOLD, str(tmp_path))
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as holder:
        assert holder.stdout
        assert holder.stdout.readline() == b"held\n"
        assert is_locked(tmp_path)
        holder.kill()
        holder.wait()
    assert not is_locked(tmp_path)


def test_a_home_where_no_lock_can_be_kept_is_named(tmp_path: Path) -> None:
    (tmp_path / LOCK_FILE).mkdir()
    with pytest.raises(ReplicaDamaged) as refused, sync_lock(tmp_path):
        pass
    assert refused.value.code == "replica.permission"
    assert refused.value.finding.evidence
    assert refused.value.finding.fixes

"""Opening files, with the system's refusals as what a person can act on."""

import errno
import os
from pathlib import Path

import pytest

from owntexts.errors import SourceFailed
from owntexts.sources.telephony.opening import opened, start, translated


def refusal(error: OSError, path: Path) -> str:
    with pytest.raises(SourceFailed) as told, translated(path):
        raise error
    assert told.value.finding.fixes
    return told.value.code


def test_refusals_are_named(tmp_path: Path) -> None:
    path = tmp_path / "x"
    path.touch()
    assert refusal(PermissionError(1, "no"), path) == "source.permission"
    assert refusal(FileNotFoundError(2, "no"), path) == "source.missing"
    assert refusal(OSError(errno.ENOSPC, "full"), path) == "storage.device_full"
    assert refusal(OSError(errno.EIO, "input/output error"), path) == "source.damaged"


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no pipes with names")
def test_a_pipe_that_nobody_writes_to_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(SourceFailed, match="no source"):
        opened(tmp_path / "pipe")


def test_a_folder_has_no_first_bytes(tmp_path: Path) -> None:
    assert start(tmp_path) == b""

"""A disk that is soon full, and can be made larger."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

PLENTY = 4 << 30


@dataclass(frozen=True)
class SmallDisk:
    """A file system in memory, mounted at `folder`."""

    folder: Path

    def fill(self, leave: int) -> None:
        """Writes a file of nothing, so that only so many bytes are free."""
        free = shutil.disk_usage(self.folder).free
        with (self.folder / "filler").open("wb") as filler:
            os.posix_fallocate(filler.fileno(), 0, max(1, free - leave))

    def make_room(self) -> None:
        """Deletes that file and makes the disk so large that nobody calls it almost full."""
        (self.folder / "filler").unlink(missing_ok=True)
        assert not _said("mount", "-o", f"remount,size={PLENTY}", self.folder)


@contextmanager
def small_disk(folder: Path, size: int) -> Iterator[SmallDisk]:
    """Mounts one at `folder`; skips the test where this user or this machine may not."""
    folder.mkdir()
    if not shutil.which("mount") or _said("mount", "-t", "tmpfs", "-o", f"size={size},mode=700", "tmpfs", folder):
        pytest.skip("a small disk cannot be mounted here: it takes root and a system that allows it")
    try:
        yield SmallDisk(folder)
    finally:
        _said("umount", "--lazy", folder)


def _said(*command: str | Path) -> str:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return done.stderr if done.returncode else ""

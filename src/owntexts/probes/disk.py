"""The room that is left where the home lies."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

from owntexts.conditions.readings import DEVICE_FREE
from owntexts.probes.base import Measured


def take(home: Path) -> Iterator[Measured]:
    """How many bytes are free for this person on the disk of the home."""
    if os.path.lexists(home):
        yield Measured(DEVICE_FREE, shutil.disk_usage(home).free, "the file system")

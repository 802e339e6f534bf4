"""The readings of this machine; what cannot be measured is unknown (None), never guessed."""

import shutil
from collections.abc import Callable
from pathlib import Path

from owntexts.conditions.readings import DEVICE_FREE, Reading, Readings
from owntexts.explain.finding import Value


def read(home: Path, now: str) -> Readings:
    """Every reading by its name, taken at `now` (RFC 3339)."""
    readings = (Reading(name, probe(home), origin, now) for name, origin, probe in PROBES)
    return {reading.name: reading for reading in readings}


def free_bytes(home: Path) -> int | None:
    """How much room is left on the disk of the home."""
    try:
        return shutil.disk_usage(home).free
    except OSError:
        return None


PROBES: tuple[tuple[str, str, Callable[[Path], Value]], ...] = ((DEVICE_FREE, "the file system", free_bytes),)

"""Which probes this machine has: those of its system. Of two that tell the same, the later is believed."""

import os
import sys
from collections.abc import Mapping
from functools import partial
from pathlib import Path

from owntexts.probes import disk
from owntexts.probes.base import Probe


def probes_of(home: Path) -> tuple[Probe, ...]:
    """All probes for a home on this machine."""
    return (Probe("the file system", partial(disk.take, home)), *_of_the_system())


def is_termux(environment: Mapping[str, str] = os.environ) -> bool:
    """Whether this is a phone: Android has a Linux kernel and none of its services."""
    return "com.termux" in environment.get("PREFIX", "") or "ANDROID_ROOT" in environment


def _of_the_system() -> tuple[Probe, ...]:
    if is_termux():
        from owntexts.probes import termux  # noqa: PLC0415 - each system loads only what is its own

        return termux.PROBES
    if sys.platform == "darwin":
        from owntexts.probes import macos  # noqa: PLC0415 - as above

        return macos.PROBES
    if sys.platform == "win32":
        from owntexts.probes import windows  # noqa: PLC0415 - as above

        return windows.PROBES
    from owntexts.probes import linux  # noqa: PLC0415 - as above

    return linux.PROBES

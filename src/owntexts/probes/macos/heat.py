"""Heat by `pmset -g therm`: how much the processor is slowed down, or the level of the warning.

Slowed down at all: fair. To 70 % or less: serious. To 40 % or less: critical.
"""

import re
from collections.abc import Iterator

from owntexts.conditions.readings import HEAT
from owntexts.probes.base import Measured
from owntexts.probes.commands import output

FULL_SPEED, SERIOUS_AT, CRITICAL_AT = 100, 70, 40


def take() -> Iterator[Measured]:
    """The heat, where macOS tells of it."""
    return heat(output("/usr/bin/pmset", "-g", "therm"))


def heat(printed: str) -> Iterator[Measured]:
    """The output of `pmset -g therm`."""
    speeds = [int(limit) for limit in re.findall(r"CPU_Speed_Limit\s*=\s*(\d+)", printed)]
    if speeds:
        yield Measured(HEAT, _of_speed(min(speeds)), "pmset")
    elif "No thermal warning level has been recorded" in printed:
        yield Measured(HEAT, "nominal", "pmset")


def _of_speed(percent: int) -> str:
    if percent >= FULL_SPEED:
        return "nominal"
    if percent > SERIOUS_AT:
        return "fair"
    return "serious" if percent > CRITICAL_AT else "critical"

"""Battery and Low Power Mode by `pmset`."""

import re
from collections.abc import Iterator

from owntexts.conditions.readings import BATTERY, CHARGING, LOW_POWER
from owntexts.probes.base import Measured
from owntexts.probes.commands import output


def take_battery() -> Iterator[Measured]:
    """The charge of the built-in battery, and whether the Mac has power from outside."""
    return battery(output("/usr/bin/pmset", "-g", "batt"))


def take_low_power() -> Iterator[Measured]:
    """Whether Low Power Mode is on."""
    return low_power(output("/usr/bin/pmset", "-g"))


def battery(printed: str) -> Iterator[Measured]:
    """The output of `pmset -g batt`; a UPS on the desk is not the Mac's battery."""
    if found := re.search(r"^\s*-InternalBattery.*?(\d{1,3})%", printed, re.MULTILINE):
        yield Measured(BATTERY, int(found[1]), "pmset")
    if found := re.search(r"drawing from '(AC|Battery|UPS) Power'", printed):
        yield Measured(CHARGING, found[1] == "AC", "pmset")


def low_power(printed: str) -> Iterator[Measured]:
    """The output of `pmset -g`."""
    if found := re.search(r"^\s*lowpowermode\s+([01])\s*$", printed, re.MULTILINE):
        yield Measured(LOW_POWER, found[1] == "1", "pmset")

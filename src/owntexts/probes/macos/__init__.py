"""macOS: its own commands. Never tried on a Mac; see docs/probes.md."""

from owntexts.probes.base import Probe
from owntexts.probes.macos import heat, network, power

PROBES: tuple[Probe, ...] = (
    Probe("pmset -g batt", power.take_battery),
    Probe("pmset -g", power.take_low_power),
    Probe("pmset -g therm", heat.take),
    Probe("the network commands", network.take, patience_s=3.5),
)

"""Linux: the kernel's own files, and the system bus where there is one."""

from owntexts.probes.base import Probe
from owntexts.probes.linux import heat, network, power, system_bus

PROBES: tuple[Probe, ...] = (
    Probe("the batteries", power.take),
    Probe("the temperature sensors", heat.take),
    Probe("the routes", network.take),
    Probe(system_bus.NAME, system_bus.take, patience_s=2.0),
)

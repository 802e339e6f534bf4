"""Attachments carried by a command, where no agent does it: once, to their end or to what holds them."""

from owntexts.agent.attachments_waiting import attachments_waiting
from owntexts.agent.carry import PICTURES, Carried, carry, carry_out
from owntexts.agent.carrying import Run
from owntexts.agent.device import Device
from owntexts.agent.home import Home
from owntexts.agent.means import Means
from owntexts.agent.underway import BYTES, Progress, underway


def carried_here(home: Home, device: Device, means: Means, *, urgent: bool, progress: Progress) -> Carried:
    """Previews, which travel as texts do, then attachments. `urgent` overrides every soft limit."""
    total = attachments_waiting(home.replica).bytes
    carry_out(Run(device, means, urgent=urgent), PICTURES)
    with underway(home.path, BYTES, progress) as told:
        return carry(Run(device, means, urgent=urgent, told=Count(total, told)))


class Count:
    """Adds up bytes for a progress that wants to hear how many of how many."""

    def __init__(self, total: int, told: Progress) -> None:
        self._done = 0
        self._total = total
        self._told = told

    def __call__(self, size: int) -> None:
        self._done += size
        self._told(min(self._done, self._total), self._total)

"""What may run on this device now: readings, policy and work, put before the conditions."""

from collections.abc import Sequence

from owntexts.agent import faults
from owntexts.agent.home import Home, now_ms
from owntexts.conditions.decide import decide
from owntexts.conditions.decision import Decision
from owntexts.conditions.policy import policy_of
from owntexts.conditions.work import Work
from owntexts.explain import Finding
from owntexts.model.times import rfc3339
from owntexts.probes import machine
from owntexts.replica import settings, zone


def decision(home: Home, met: Sequence[Finding] | None = None, *, urgent: bool = False) -> Decision:
    """The decision now. `met` are the findings of a sync that is under way; without it, those of the last one."""
    readings = machine.read(home.path, rfc3339(now_ms()) or "")
    return decide(readings, policy_of(settings.listed(home.replica)), _work(home, met), urgent=urgent)


def _work(home: Home, met: Sequence[Finding] | None) -> Work:
    membership = home.identity.membership
    return Work(
        signed_in=membership is not None,
        hub=membership.hub if membership else None,
        faults=faults.kept(home.replica) if met is None else tuple(met),
        set_aside=len(zone.set_aside(home.replica)),
        last_synced_at=zone.last_synced_at(home.replica),
    )

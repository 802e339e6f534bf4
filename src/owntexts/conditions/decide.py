"""Whether texts and attachments may travel now, and every reason why not: recomputed whole, never a first refusal."""

from collections.abc import Callable
from typing import Final

from owntexts.conditions import account, background, clock, heat, network, paused, power, silence, storage
from owntexts.conditions.decision import Decision, LaneDecision, Passed
from owntexts.conditions.policy import Policy
from owntexts.conditions.readings import Readings
from owntexts.conditions.said import Said
from owntexts.conditions.work import Work
from owntexts.explain import Finding, Lane, in_order

Check = Callable[[Readings, Policy, Work], Said]
"""A condition: it looks at everything it needs, and says what it found wrong and what it found in order."""

CHECKS: Final[tuple[Check, ...]] = (
    power.battery,
    power.low_power,
    power.charger,
    network.presence,
    network.portal,
    network.metered,
    network.cellular,
    network.roaming,
    network.allowance,
    heat.heat,
    background.background,
    background.sources,
    background.schedule,
    storage.hub,
    storage.device,
    account.membership,
    account.faults,
    account.set_aside,
    account.password,
    account.one_machine,
    account.troubles,
    clock.clock,
    paused.by_you,
    paused.off_here,
    paused.refreshing,
    paused.busy,
    silence.stalled,
    silence.quiet,
)


def decide(readings: Readings, policy: Policy, work: Work, *, urgent: bool = False) -> Decision:
    """One Decision from all checks. An `urgent` one is not held by soft findings; it tells them all the same."""
    said = [answer for check in CHECKS for answer in check(readings, policy, work)]
    findings = in_order(answer for answer in said if isinstance(answer, Finding))
    return Decision(
        texts=_lane("texts", findings, urgent=urgent),
        attachments=_lane("attachments", findings, urgent=urgent),
        findings=findings,
        passed=tuple(answer for answer in said if isinstance(answer, Passed)),
    )


def _lane(lane: Lane, findings: tuple[Finding, ...], *, urgent: bool) -> LaneDecision:
    blocking = tuple(finding.code for finding in findings if lane in finding.blocks and not (urgent and finding.soft))
    return LaneDecision(run=not blocking, findings=blocking)

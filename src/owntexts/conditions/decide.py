"""Whether texts and attachments may travel now, and every reason why not: recomputed whole, never a first refusal."""

from collections.abc import Callable, Iterator

from owntexts.conditions.checks import account, clock, disk, faults, set_aside
from owntexts.conditions.decision import Decision, LaneDecision, Passed
from owntexts.conditions.policy import Policy
from owntexts.conditions.readings import Readings
from owntexts.conditions.work import Work
from owntexts.explain import Finding, Lane, in_order

Check = Callable[[Readings, Policy, Work], Iterator[Finding | Passed]]
"""A condition: it looks at everything it needs, and says what it found wrong and what it found in order."""

CHECKS: tuple[Check, ...] = (account, faults, disk, clock, set_aside)


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

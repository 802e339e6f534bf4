"""A cause that comes back says so, and offers the setting that ends it for good before what ends it this once."""

from typing import Final

from msgspec.structs import replace

from owntexts.agent.history import times_begun
from owntexts.conditions.decision import Decision
from owntexts.explain import Evidence, Finding
from owntexts.replica.database import Replica

DAYS: Final = 14
TIMES: Final = 3
BY_HAND: Final = frozenset({"paused.by_you", "sync.off_here", "account.signed_out", "refresh.in_progress"})
"""What the person does again and again is meant."""


def told_as_recurring(db: Replica, decision: Decision, now: int) -> Decision:
    """The decision with each finding that held at least three times in 14 days saying so."""
    if not decision.blocking:
        return decision
    times = times_begun(db, now - DAYS * 24 * 3600 * 1000, now)
    return replace(decision, findings=tuple(_told(each, times.get(each.code, 0)) for each in decision.findings))


def _told(finding: Finding, times: int) -> Finding:
    if not finding.blocks or times < TIMES or finding.code in BY_HAND:
        return finding
    lasting = [fix for fix in finding.fixes if fix.kind == "setting"]
    comes_back = f"It has come back {times} times in {DAYS} days"
    advice = f"{comes_back}; a setting ends it for good." if lasting else f"{comes_back}."
    return replace(
        finding,
        explanation=f"{finding.explanation} {advice}",
        evidence=(*finding.evidence, Evidence(f"times in {DAYS} days", times, TIMES, origin="the decision log")),
        fixes=(*lasting, *(fix for fix in finding.fixes if fix not in lasting)),
    )

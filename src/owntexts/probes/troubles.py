"""A trouble as a finding: what stays unknown stops nothing, and is said all the same."""

from owntexts.explain import Evidence, Finding, Fix
from owntexts.probes.base import Trouble

NAME_IT = Fix(
    "name_it",
    "Nothing has to be done: what is unknown holds nothing back. To have it obeyed all the same, write the reading "
    "into readings.json in the home",
    "person",
)
CORRECT_IT = Fix("correct_readings", "Correct or remove readings.json in the home", "person")


def finding_of(trouble: Trouble, fix: Fix, at: str) -> Finding:
    """The trouble in the words of findings, as it was met `at` (RFC 3339)."""
    return Finding(
        code="app.probe_failed",
        severity="info",
        title=f"Nothing was learned from {trouble.asked}",
        explanation=f"{trouble.reason[:1].upper()}{trouble.reason[1:]}. What it would have said counts as unknown, and "
        "what is unknown holds nothing back.",
        evidence=(Evidence(trouble.asked, trouble.value, trouble.limit, origin="probes", at=at),),
        fixes=(fix,),
    )

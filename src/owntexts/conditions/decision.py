"""Decision: what conditions answer."""

from msgspec import Struct

from owntexts.explain import Finding
from owntexts.explain.finding import Value


class Passed(Struct, frozen=True):
    """A measured fact that held against its limit."""

    name: str
    value: Value
    limit: Value = None


class LaneDecision(Struct, frozen=True):
    """The answer for one lane: whether it may run, and the codes of all findings that block it."""

    run: bool
    findings: tuple[str, ...] = ()


class Decision(Struct, frozen=True):
    """The answer for each lane, all findings in the order in which they are told, and what was found in order."""

    texts: LaneDecision
    attachments: LaneDecision
    findings: tuple[Finding, ...]
    passed: tuple[Passed, ...]

    @property
    def blocking(self) -> tuple[Finding, ...]:
        """The findings that hold at least one lane."""
        return tuple(finding for finding in self.findings if finding.blocks)

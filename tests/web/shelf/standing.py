"""How the device stands, as the label and its sheet ask."""

from dataclasses import dataclass, field
from typing import TypeVar

from owntexts.agent.syncing import SyncDecision
from owntexts.agent.underway import WorkProgress
from owntexts.conditions.decision import LaneDecision, Passed
from owntexts.errors import OwntextsError
from owntexts.explain import Evidence, Finding, Fix
from owntexts.web.changes import Mark

FINDING = Finding(
    code="network.none",
    severity="error",
    title="There is no network",
    explanation="Texts wait until there is one.",
    evidence=(Evidence(name="kind", value="none", limit="any"),),
    fixes=(Fix(id="join", title="Join a Wi-Fi", kind="person", command="nmcli device wifi"),),
)


@dataclass(frozen=True)
class Waiting:
    waiting: int = 0
    bytes: int = 0


@dataclass(frozen=True)
class Status:
    state: str = "up_to_date"
    pending: int = 0
    messages: int = 3
    last_synced_at: str | None = "2026-11-24T07:00:00.000Z"
    findings: tuple[Finding, ...] = ()
    progress: WorkProgress | None = None
    attachments: Waiting = Waiting()


@dataclass(frozen=True)
class Why:
    findings: tuple[Finding, ...]
    passed: tuple[Passed, ...]
    last_synced_at: str | None


@dataclass(frozen=True)
class Step:
    asks: str | None


@dataclass(frozen=True)
class Fixed:
    code: str = "power.low_power_mode"
    applied: bool = True
    steps: tuple[str, ...] = ()
    remaining: tuple[str, ...] = ()


@dataclass(frozen=True)
class Synced:
    sent: int = 3
    received: int = 0
    overrode: tuple[str, ...] = ()
    decision: SyncDecision = field(default_factory=lambda: SyncDecision(LaneDecision(True), LaneDecision(True)))


Answered = TypeVar("Answered", Fixed, Synced)


@dataclass
class Standing:
    state: Status = field(default_factory=Status)
    passed: tuple[Passed, ...] = ()
    done: list[tuple[str, ...]] = field(default_factory=list)
    answer: Fixed | Synced | OwntextsError = field(default_factory=Synced)
    version: int = 1

    def status(self) -> Status:
        return self.state

    def why(self) -> Why:
        return Why(self.state.findings, self.passed, self.state.last_synced_at)

    def both(self) -> tuple[Status, Why]:
        return self.status(), self.why()

    def step(self, fix: Fix) -> Step | None:
        asks = "Rebuild it?" if fix.id == "rebuild" else None
        return Step(asks) if fix.kind in {"setting", "action"} else None

    def fix(self, code: str, fix: str) -> Fixed:
        self.done.append((code, fix))
        return self._answered(Fixed)

    def sync_now(self) -> Synced:
        self.done.append(("sync",))
        return self._answered(Synced)

    def mark(self) -> Mark:
        return Mark(self.version, self.version)

    def _answered(self, kind: type[Answered]) -> Answered:
        if isinstance(self.answer, OwntextsError):
            raise self.answer
        assert isinstance(self.answer, kind)
        return self.answer

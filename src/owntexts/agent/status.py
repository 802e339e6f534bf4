"""How this device stands: counts, the state, and all findings. `doctor.report` adds its checks."""

from collections.abc import Sequence
from contextlib import suppress

from msgspec import Struct

from owntexts.agent.attachments_waiting import AttachmentsWaiting, attachments_waiting
from owntexts.agent.control import Alive, alive
from owntexts.agent.deciding import dated, decision, keep, waiting_of
from owntexts.agent.home import Home
from owntexts.agent.lock import is_locked
from owntexts.agent.running import Running
from owntexts.agent.underway import WorkProgress, work_under_way
from owntexts.conditions.decision import Decision, LaneDecision, Passed
from owntexts.conditions.state import Standing, State, state_of
from owntexts.errors import OwntextsError
from owntexts.explain import Finding, in_order
from owntexts.replica import threads, verify, zone


class Status(Struct, frozen=True):
    """The answer of `owntexts status`; counts are None where the replica cannot be read."""

    state: State
    messages: int | None
    conversations: int | None
    pending: int | None
    last_synced_at: str | None
    progress: WorkProgress | None
    attachments: AttachmentsWaiting
    agent: Running
    findings: tuple[Finding, ...]


class Lanes(Struct, frozen=True):
    """The answer for each lane."""

    texts: LaneDecision
    attachments: LaneDecision


class Why(Struct, frozen=True):
    """The answer of `owntexts why`: every finding, and what was found in order."""

    state: State
    lanes: Lanes
    findings: tuple[Finding, ...]
    passed: tuple[Passed, ...]
    last_synced_at: str | None


def status(home: Home, checks: Sequence[Finding] = ()) -> Status:
    """How it stands now. `checks` are findings of the caller's own. Raises ReplicaDamaged."""
    agent = alive(home.path)
    decided = _decided(home)
    unsent = waiting_of(home.replica).changes
    return Status(
        state=_state(home, decided, unsent, agent),
        messages=verify.count(home.replica),
        conversations=threads.count(home.replica),
        pending=unsent,
        last_synced_at=zone.last_synced_at(home.replica),
        progress=work_under_way(home.path),
        attachments=attachments_waiting(home.replica),
        agent="running" if agent else "not_running",
        findings=_all(decided, checks),
    )


def why(home: Home, checks: Sequence[Finding] = ()) -> Why:
    """Every reason, with evidence and ways out. `checks` are findings of the caller's own. Raises ReplicaDamaged."""
    agent = alive(home.path)
    decided = _decided(home)
    unsent = waiting_of(home.replica).changes
    return Why(
        state=_state(home, decided, unsent, agent),
        lanes=Lanes(decided.texts, decided.attachments),
        findings=_all(decided, checks),
        passed=decided.passed,
        last_synced_at=zone.last_synced_at(home.replica),
    )


def _decided(home: Home) -> Decision:
    """The decision now, kept in the decision log as the agent keeps it, if nothing is in the way."""
    decided = decision(home)
    if work_under_way(home.path) is None:
        with suppress(OwntextsError):
            keep(home, decided)
    return dated(home.replica, decided)


def _state(home: Home, decided: Decision, unsent: int, agent: Alive | None) -> State:
    attachments = attachments_waiting(home.replica).waiting
    unsettled = bool(unsent or zone.set_aside(home.replica)) or zone.last_synced_at(home.replica) is None
    standing = Standing(
        signed_in=home.identity.membership is not None,
        syncing=agent.syncing or bool(agent.carrying and attachments) if agent else is_locked(home.path),
        unsettled=unsettled or bool(attachments and decided.attachments.run),
        attachments_waiting=attachments,
    )
    return state_of(standing, decided)


def _all(decided: Decision, checks: Sequence[Finding]) -> tuple[Finding, ...]:
    return in_order((*decided.findings, *checks))

"""What faces ask: how this device stands and why, with doctor's checks among the findings.

A damaged replica is a finding like any other here: `status` and `why` answer whatever they find.
"""

from owntexts.agent import faults
from owntexts.agent import status as agent_status
from owntexts.agent.attachments_waiting import AttachmentsWaiting
from owntexts.agent.home import Home
from owntexts.agent.running import running
from owntexts.agent.status import Lanes, Status, Why
from owntexts.conditions.decision import LaneDecision
from owntexts.doctor.checks import checkup
from owntexts.errors import OwntextsError
from owntexts.explain import Finding


def status(home: Home) -> Status:
    """The answer of `owntexts status`."""
    try:
        return agent_status.status(home, checkup(home))
    except OwntextsError as error:
        return _status_without_replica(home, faults.blocking(error.finding))


def why(home: Home) -> Why:
    """The answer of `owntexts why`."""
    try:
        return agent_status.why(home, checkup(home))
    except OwntextsError as error:
        return _why_without_replica(faults.blocking(error.finding))


def _status_without_replica(home: Home, finding: Finding) -> Status:
    return Status(
        state="paused",
        messages=None,
        conversations=None,
        pending=None,
        last_synced_at=None,
        progress=None,
        attachments=AttachmentsWaiting(),
        agent=running(home),
        findings=(finding,),
    )


def _why_without_replica(finding: Finding) -> Why:
    held = LaneDecision(run=False, findings=(finding.code,))
    return Why(state="paused", lanes=Lanes(held, held), findings=(finding,), passed=(), last_synced_at=None)

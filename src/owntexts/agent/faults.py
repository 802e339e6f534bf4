"""What the last sync met, kept for `status` and `why` until a sync succeeds; so it cannot go stale."""

from collections.abc import Iterable

import msgspec

from owntexts.explain import Finding, Lane
from owntexts.replica import state
from owntexts.replica.database import Replica

KEY = "sync.faults"
BOTH: tuple[Lane, ...] = ("texts", "attachments")

_FINDINGS = msgspec.json.Decoder(tuple[Finding, ...])


def keep(replica: Replica, findings: Iterable[Finding]) -> None:
    """Replaces what is kept by the findings of the newest attempt; a success keeps none."""
    state.put(replica, KEY, msgspec.json.encode(tuple(findings)))


def kept(replica: Replica) -> tuple[Finding, ...]:
    """The findings of the newest attempt."""
    found = state.get(replica, KEY)
    return _FINDINGS.decode(found) if isinstance(found, bytes) else ()


def blocking(finding: Finding) -> Finding:
    """The finding as one that holds what it met: both lanes, where it names none."""
    return msgspec.structs.replace(finding, blocks=finding.blocks or BOTH)

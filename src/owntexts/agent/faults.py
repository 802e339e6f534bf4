"""What the last sync met, kept for `status` and `why` until a sync succeeds; so it cannot go stale."""

from collections.abc import Iterable

import msgspec

from owntexts.explain import Finding
from owntexts.replica import state
from owntexts.replica.database import Replica

KEY = "sync.faults"

_FINDINGS = msgspec.json.Decoder(tuple[Finding, ...])


def keep(replica: Replica, findings: Iterable[Finding]) -> None:
    """Replaces what is kept by the findings of the newest attempt; a success keeps none."""
    state.put(replica, KEY, msgspec.json.encode(tuple(findings)))


def kept(replica: Replica) -> tuple[Finding, ...]:
    """The findings of the newest attempt."""
    found = state.get(replica, KEY)
    return _FINDINGS.decode(found) if isinstance(found, bytes) else ()

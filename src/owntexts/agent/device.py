"""What a sync needs of this device, composed by whoever starts it."""

from collections.abc import Callable
from dataclasses import dataclass

from owntexts.agent.means import Means
from owntexts.conditions.decision import Decision
from owntexts.crypto.identity import Membership
from owntexts.explain import Finding
from owntexts.replica.database import Replica
from owntexts.wire.hub import Hub


@dataclass(frozen=True)
class Device:
    """A device that is a member of an account.

    `now` gives UTC milliseconds, `random` that many random bytes. `pin` keeps the longest keyring head seen (number,
    hash) in the identity file. `decide(now, faults)` says whether texts may run: `now` is True where the person asked
    for it at once, which overrides every soft limit; `faults` is what the attempt met, nothing before it is made.
    `keep` writes a decision into the log, with what brought it where that is known. `means` are for attachments; a
    device without them carries none. `version` is its version of Owntexts, which goes with what it tells the other
    devices of itself; a device without one tells nothing. `falls_asleep` says that the system is about to sleep.
    """

    membership: Membership
    replica: Replica
    hub: Hub
    now: Callable[[], int]
    random: Callable[[int], bytes]
    pin: Callable[[int, bytes], None]
    decide: Callable[[bool, tuple[Finding, ...]], Decision]
    keep: Callable[[Decision, str | None], None] = lambda _decision, _cause: None
    means: Means | None = None
    version: str | None = None
    falls_asleep: Callable[[], bool] = lambda: False

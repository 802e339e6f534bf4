"""Where a sync stands."""

from dataclasses import dataclass
from enum import StrEnum

from owntexts.explain import Finding
from owntexts.wire.hub import ChangeToken


class Phase(StrEnum):
    """The states of one device's sync; `rules` says what leads from one to the other."""

    IDLE = "idle"
    ASKING = "asking head"
    FETCHING = "fetching"
    APPLYING = "applying"
    SEALING = "sealing"
    PUSHING = "pushing"
    CONFIRMING = "confirming"
    UP_TO_DATE = "up to date"
    HELD = "held"
    STOPPED = "stopped"


RESTING = frozenset({Phase.IDLE, Phase.UP_TO_DATE, Phase.HELD, Phase.STOPPED})
BUSY = frozenset(Phase) - RESTING


@dataclass(frozen=True, slots=True)
class State:
    """One device's sync between two events.

    `position` is where the replica stands, `head` the newest token heard of. `allowed` is what the conditions say.
    `again` remembers a wish that came while busy; `stale` that the outbox must be sealed anew. `failures` and
    `conflicts` count since the last success. `wake_at` (ms) ends a rest; `findings` say why it is held or stopped.
    """

    phase: Phase = Phase.IDLE
    position: ChangeToken | None = None
    head: int = 0
    allowed: bool = True
    again: bool = False
    stale: bool = False
    failures: int = 0
    conflicts: int = 0
    wake_at: int | None = None
    findings: tuple[Finding, ...] = ()

    @property
    def behind(self) -> bool:
        """True while the hub has items that this replica has not."""
        return self.position is None or self.position.token < self.head

    @property
    def busy(self) -> bool:
        """True between a wish and its end."""
        return self.phase in BUSY

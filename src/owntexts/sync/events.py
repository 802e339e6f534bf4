"""What happens to a sync, and what it asks to be done. Times are UTC milliseconds, as handed in."""

from dataclasses import dataclass

from owntexts.explain import Finding
from owntexts.wire.hub import ChangeToken, ConflictCode, Head, Page


@dataclass(frozen=True, slots=True)
class Wanted:
    """Somebody asked for a sync, or something local is waiting to be sent."""


@dataclass(frozen=True, slots=True)
class Nudged:
    """The hub said that its head is at `token`; a hint, never believed."""

    token: int


@dataclass(frozen=True, slots=True)
class Tick:
    """Time has passed; it is `now`."""

    now: int


@dataclass(frozen=True, slots=True)
class DecisionChanged:
    """The conditions let texts run, or hold them for these findings."""

    run: bool
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class HeadArrived:
    """The zone's head; where this replica stands; and the hash that this device sealed under `head.device_counter`.

    `own_hash` is None where this home never sealed that counter.
    """

    head: Head
    position: ChangeToken
    own_hash: bytes | None


@dataclass(frozen=True, slots=True)
class PageArrived:
    """Items after the position that was asked from; not yet looked into."""

    page: Page


@dataclass(frozen=True, slots=True)
class Applied:
    """A page was verified, opened and written; the replica stands at `position`."""

    position: ChangeToken


@dataclass(frozen=True, slots=True)
class CutSealed:
    """The outbox holds something that the hub has not acknowledged."""


@dataclass(frozen=True, slots=True)
class NothingToSeal:
    """Nothing is pending and the outbox is empty."""

    now: int
    set_aside: int = 0
    heartbeat_due: bool = False


@dataclass(frozen=True, slots=True)
class Pushed:
    """The hub committed an item of the outbox at `token`; `more` says whether others wait behind it."""

    token: ChangeToken
    more: bool


@dataclass(frozen=True, slots=True)
class Conflicted:
    """The hub refused an item because of its place."""

    code: ConflictCode


@dataclass(frozen=True, slots=True)
class HistoryMoved:
    """The hub has no such history as this replica has seen; `head` is what it has."""

    head: ChangeToken


@dataclass(frozen=True, slots=True)
class Failed:
    """The hub could not be used. `jitter` is a random number in [0, 1)."""

    finding: Finding
    now: int
    jitter: float
    retry_after_ms: int | None = None


@dataclass(frozen=True, slots=True)
class Refused:
    """What arrived is not what members signed, or this device may not go on: nothing after it is believed."""

    finding: Finding


@dataclass(frozen=True, slots=True)
class HeldBack:
    """What arrived would change so much that the person is asked first."""

    finding: Finding


@dataclass(frozen=True, slots=True)
class AskHead:
    """Ask the hub for the zone's head."""


@dataclass(frozen=True, slots=True)
class Fetch:
    """Fetch a page of items after `since`."""

    since: ChangeToken


@dataclass(frozen=True, slots=True)
class Apply:
    """Verify, open and write this page."""

    page: Page


@dataclass(frozen=True, slots=True)
class Seal:
    """Cut what is pending and seal it into the outbox."""


@dataclass(frozen=True, slots=True)
class Reseal:
    """Seal what the outbox holds anew, under the same counters and the newest epoch."""


@dataclass(frozen=True, slots=True)
class Heartbeat:
    """Seal a sign of life into the outbox."""


@dataclass(frozen=True, slots=True)
class Push:
    """Push the first item of the outbox that was not yet acknowledged."""


@dataclass(frozen=True, slots=True)
class WaitUntil:
    """Nothing more until `at`, unless something happens before."""

    at: int


@dataclass(frozen=True, slots=True)
class Report:
    """Tell the person."""

    finding: Finding


Event = (
    Wanted
    | Nudged
    | Tick
    | DecisionChanged
    | HeadArrived
    | PageArrived
    | Applied
    | CutSealed
    | NothingToSeal
    | Pushed
    | Conflicted
    | HistoryMoved
    | Failed
    | Refused
    | HeldBack
)
Effect = AskHead | Fetch | Apply | Seal | Reseal | Heartbeat | Push | WaitUntil | Report

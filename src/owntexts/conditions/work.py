"""Work: what wants to run, what the last attempt met, and what the person said of this device."""

from datetime import tzinfo
from typing import Literal

from msgspec import Struct

from owntexts.explain import Finding


class Waiting(Struct, frozen=True):
    """What waits to be sent or fetched: changes, attachments, and their bytes."""

    changes: int = 0
    attachments: int = 0
    bytes: int = 0


class Feeding(Struct, frozen=True):
    """A source of this device. Times are UTC ms.

    `background` is off, wifi or wifi+cellular; `quiet_after` (seconds) is how long this one is usually silent at
    most, where that is known, else the policy's limit holds. `waking` says what to do where what writes it has stopped.
    """

    id: str
    name: str
    background: str = "wifi+cellular"
    last_read_at: int | None = None
    newest_at: int | None = None
    quiet_after: int | None = None
    waking: str | None = None


class Busy(Struct, frozen=True):
    """What keeps the replica to itself for a while: in words ('an import'), and how far it is."""

    what: str
    done: int | None = None
    total: int | None = None
    unit: str = "rows"


class Replaced(Struct, frozen=True):
    """What another device replaced ('password'), which one, when this device heard of it, and until when it is told.

    Times are UTC ms.
    """

    what: str
    by: str | None
    heard_at: int
    told_until: int


class Work(Struct, frozen=True, kw_only=True):
    """All but readings and policy that a decision may look at. Times are UTC ms unless they are texts (RFC 3339).

    `faults` are the findings of the last sync that failed; a sync that succeeds leaves none, so they cannot go stale.
    `troubles` are findings of probes that could not measure. `local_minute` counts from local midnight, `zone` is the
    local time zone (with it, "at 22:00" can be told as a moment exactly). `used_today` is bytes over cellular or
    metered networks since local midnight. `held_before` are the codes that held something at the last decision.
    `hub_used` and `hub_quota` are bytes as the hub told them at `hub_heard_at`, `hub_backed_up_at` is when it was last
    copied to another disk. `failed_since` is when syncs began to fail. `system` is linux, macos, windows or android.
    """

    signed_in: bool
    hub: str | None = None
    faults: tuple[Finding, ...] = ()
    troubles: tuple[Finding, ...] = ()
    set_aside: int = 0
    last_synced_at: str | None = None
    now_ms: int | None = None
    local_minute: int | None = None
    zone: tzinfo | None = None
    paused_until: int | Literal["always"] | None = None
    sync_off: bool = False
    refreshing: bool = False
    busy: Busy | None = None
    used_today: int = 0
    waiting: Waiting = Waiting()
    held_before: frozenset[str] = frozenset()
    sources: tuple[Feeding, ...] = ()
    alone_on_hub_disk: bool = False
    replaced: Replaced | None = None
    hub_used: int | None = None
    hub_quota: int | None = None
    hub_heard_at: int | None = None
    hub_backed_up_at: int | None = None
    failed_since: int | None = None
    system: str | None = None

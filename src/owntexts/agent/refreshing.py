"""`refresh`: this device's copy made anew from the log and its sources. What is unsent is kept."""

from msgspec import Struct
from msgspec.structs import replace

from owntexts.agent.control import notify
from owntexts.agent.enrolling import enrolled_anew
from owntexts.agent.home import Home
from owntexts.agent.imports import Imported, import_sources
from owntexts.agent.rebuilt import rebuilt_by_us
from owntexts.agent.syncing_now import sync
from owntexts.agent.underway import Progress, underway
from owntexts.errors import Held, HubFailed, IntegrityFailed, ReplicaDamaged
from owntexts.explain import Evidence, Fix
from owntexts.replica import outbox, pending, rebuilding, salvage, threads, verify, zone
from owntexts.replica.database import Replica
from owntexts.wire.hub import ChangeToken
from owntexts.wire.refused import refused


class Counted(Struct, frozen=True):
    """What is here: messages, conversations, and changes that the log does not have."""

    messages: int
    conversations: int
    pending: int


class Refreshed(Struct, frozen=True):
    """Counts before (None where the old copy could not be read) and after, and what was read.

    `held` are the codes that kept it from syncing; then the log is read again when they end. `damaged_copy` is where
    a copy that could not be used lies now; `sources_lost` that the list of sources went with it.
    """

    before: Counted | None
    after: Counted
    rows_read: int
    failed_sources: tuple[str, ...]
    sent: int
    received: int
    held: tuple[str, ...]
    damaged_copy: str | None = None
    sources_lost: bool = False


class _Travelled(Struct, frozen=True):
    """What a sync did; all nothing where there is no account."""

    sent: int = 0
    received: int = 0
    held: tuple[str, ...] = ()


def refresh(home: Home, progress: Progress = lambda _done, _total: None) -> Refreshed:
    """Makes this device's copy anew. Raises Held where a damaged copy needs the hub and it cannot be reached."""
    if home.found_damaged():
        return _from_nothing(home, progress)
    try:
        before = counted(home.replica)
    except ReplicaDamaged:
        return _from_nothing(home, progress)
    try:
        return _in_place(home, before, progress)
    except ReplicaDamaged:
        return _from_nothing(home, progress)


def counted(db: Replica) -> Counted:
    """What is here now. Raises ReplicaDamaged."""
    unsent = pending.count(db) + sum(sealed.changes for sealed in outbox.waiting(db))
    return Counted(verify.count(db), threads.count(db), unsent)


def _in_place(home: Home, before: Counted, progress: Progress) -> Refreshed:
    first = _synced(home, progress)
    position = None if first.held else zone.position(home.replica)
    with rebuilt_by_us(home), underway(home.path, "rebuilt messages", progress) as told:
        rebuilding.work_out_anew(home.replica, told)
        rebuilding.read_sources_anew(home.replica)
        if position is not None:
            rebuilding.read_log_anew(home.replica)
        imported = import_sources(home, progress=progress)
    second = first if first.held else _synced(home, progress)
    if position is not None and not second.held:
        _check_history(home.replica, position)
    return _told(home, before, imported, second)


def _from_nothing(home: Home, progress: Progress) -> Refreshed:
    """A new copy in place of one that cannot be read; as its last counter is lost, the device goes on as a new one."""
    saved = home.salvaged()
    membership = home.identity.membership
    if membership is not None:
        try:
            anew = enrolled_anew(membership)
        except HubFailed as error:
            raise _needs_the_hub(error) from error
        home.save(replace(home.identity, membership=anew))
    kept = home.begin_anew()
    salvage.restore(home.replica, saved)
    notify(home.path, "reload")
    imported = import_sources(home, progress=progress)
    travelled = _synced(home, progress)
    return replace(_told(home, None, imported, travelled), damaged_copy=str(kept), sources_lost=saved.sources is None)


def _synced(home: Home, progress: Progress) -> _Travelled:
    if home.identity.membership is None:
        return _Travelled()
    result = sync(home, progress=progress)
    texts = result.decision.texts
    return _Travelled(result.sent, result.received, () if texts.run else texts.findings)


def _told(home: Home, before: Counted | None, imported: Imported, travelled: _Travelled) -> Refreshed:
    return Refreshed(
        before=before,
        after=counted(home.replica),
        rows_read=imported.read,
        failed_sources=tuple(failed.source for failed in imported.failed),
        sent=travelled.sent,
        received=travelled.received,
        held=travelled.held,
    )


def _check_history(db: Replica, before: ChangeToken) -> None:
    """What was read a second time must have led through the place where this device stood before."""
    now = zone.zone_hash(db, before.token)
    if before.token and now != before.zone_hash:
        raise _another_history(before, now)


def _another_history(before: ChangeToken, now: bytes | None) -> IntegrityFailed:
    return refused(
        "The hub shows another history than before",
        "Read a second time, the items up to the same place are others.",
        Evidence("zone_hash", now.hex() if now else None, before.zone_hash.hex(), "the log as it was read again"),
        Evidence("token", before.token, origin="replica"),
        code="integrity.history",
    )


def _needs_the_hub(error: HubFailed) -> Held:
    return Held(
        "A damaged copy is rebuilt from the hub, which cannot be used just now",
        f"Nothing was changed. {error.finding.explanation}",
        code=error.code,
        evidence=error.finding.evidence,
        fixes=(
            *error.finding.fixes,
            Fix("refresh_again", "Then refresh again", "action", command="owntexts refresh"),
        ),
    )

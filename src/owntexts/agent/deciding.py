"""What may run on this device now: readings, policy and work, put before the conditions."""

import sys
from collections.abc import Sequence
from pathlib import Path

from msgspec.structs import replace

from owntexts.agent import allowance, faults, journal, local_time, pausing, switching
from owntexts.agent.home import Home, now_ms
from owntexts.agent.recurring import told_as_recurring
from owntexts.conditions.decide import decide
from owntexts.conditions.decision import Decision
from owntexts.conditions.policy import policy_of
from owntexts.conditions.readings import Readings
from owntexts.conditions.work import Feeding, Waiting, Work
from owntexts.explain import Finding
from owntexts.model.times import rfc3339
from owntexts.probes import machine
from owntexts.replica import outbox, pending, settings, sources, zone
from owntexts.replica.database import Replica


def decision(home: Home, met: Sequence[Finding] | None = None, *, urgent: bool = False) -> Decision:
    """The decision now. `met` are the findings of a sync that is under way; without it, those of the last one."""
    now = now_ms()
    decided = decided_by(home, readings_of(home, now), now, met, urgent=urgent)
    return told_as_recurring(home.replica, _dated(home.replica, decided), now)


def decided_by(
    home: Home, readings: Readings, now: int, met: Sequence[Finding] | None = None, *, urgent: bool = False
) -> Decision:
    """The decision by these readings, as the conditions give it."""
    return decide(readings, policy_of(settings.listed(home.replica)), work_of(home, now, met), urgent=urgent)


def noted(home: Home, met: Sequence[Finding] | None = None) -> Decision:
    """The decision now, kept in the decision log."""
    decided = decision(home, met)
    keep(home, decided)
    return decided


def keep(home: Home, decided: Decision, cause: str | None = None) -> None:
    """Writes a decision into the log; `cause` is what brought it, where that is known."""
    waiting = waiting_of(home.replica)
    journal.keep(home.replica, decided, now_ms(), attachments_wait=waiting.attachments > 0, cause=cause)


def readings_of(home: Home, now: int) -> Readings:
    """What the machine says of itself."""
    return machine.read(home.path, rfc3339(now) or "")


def work_of(home: Home, now: int, met: Sequence[Finding] | None = None) -> Work:
    """What wants to run, and all that the person said of this device."""
    membership, db, zone_here = home.identity.membership, home.replica, local_time.zone()
    return Work(
        signed_in=membership is not None,
        hub=membership.hub if membership else None,
        faults=faults.kept(db) if met is None else tuple(met),
        set_aside=len(zone.set_aside(db)),
        last_synced_at=zone.last_synced_at(db),
        now_ms=now,
        local_minute=local_time.minute(now, zone_here),
        zone=zone_here,
        paused_until=pausing.paused_until(db),
        sync_off=switching.is_off(db),
        used_today=allowance.used_today(db, now),
        waiting=waiting_of(db),
        held_before=journal.held(db),
        sources=tuple(_feeding(source) for source in sources.listed(db)),
        system=_system(),
    )


def waiting_of(db: Replica) -> Waiting:
    """What is not sent yet."""
    return Waiting(changes=pending.count(db) + sum(sealed.changes for sealed in outbox.waiting(db)))


def _feeding(source: sources.Source) -> Feeding:
    return Feeding(
        id=source.id,
        name=source.name or Path(source.path).name,
        background=source.background,
        last_read_at=source.last_read_at,
        newest_at=source.newest_message_at,
    )


def _dated(db: Replica, decided: Decision) -> Decision:
    """Each finding that the log knows, with the time from which on it has held."""
    began = journal.since(db)
    return replace(
        decided,
        findings=tuple(
            replace(each, since=rfc3339(began[each.code])) if each.code in began and each.since is None else each
            for each in decided.findings
        ),
    )


def _system() -> str | None:
    if hasattr(sys, "getandroidapilevel"):
        return "android"
    return {"linux": "linux", "darwin": "macos", "win32": "windows"}.get(sys.platform)

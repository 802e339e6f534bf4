"""What may run on this device now: readings, policy and work, put before the conditions."""

import sys
from collections.abc import Sequence
from datetime import UTC
from pathlib import Path
from typing import Final

from msgspec.structs import replace

from owntexts.agent import (
    allowance,
    blob_news,
    contact,
    faults,
    journal,
    largest,
    local_time,
    pausing,
    replaced,
    silences,
    switching,
)
from owntexts.agent.attachments_waiting import attachments_waiting
from owntexts.agent.copies import alone_on_hub_disk
from owntexts.agent.forecasting import told_with_forecast
from owntexts.agent.home import Home, now_ms
from owntexts.agent.rebuilt import is_being_rebuilt
from owntexts.agent.recurring import told_as_recurring
from owntexts.agent.underway import IMPORTING, work_under_way
from owntexts.conditions.decide import decide
from owntexts.conditions.decision import Decision
from owntexts.conditions.policy import policy_of
from owntexts.conditions.readings import CLOCK_OFFSET, Reading
from owntexts.conditions.work import Busy, Feeding, Waiting, Work
from owntexts.explain import Finding
from owntexts.model.times import rfc3339
from owntexts.probes import machine
from owntexts.probes.machine import Taken
from owntexts.replica import outbox, pending, settings, sources, zone
from owntexts.replica.database import Replica

BYTES_PER_CHANGE: Final = 170


def decision(home: Home, met: Sequence[Finding] | None = None, *, urgent: bool = False) -> Decision:
    """The decision now. `met` are the findings of a sync that is under way; without it, those of the last one."""
    now = now_ms()
    return decided_by(home, measured(home, now), now, met, urgent=urgent)


def decided_by(
    home: Home,
    taken: Taken,
    now: int,
    met: Sequence[Finding] | None = None,
    *,
    urgent: bool = False,
    carrying: bool = False,
) -> Decision:
    """The decision by these readings, with what this device's own past says of each reason.

    `carrying` is for attachments that ask for themselves: what they met before does not hold them.
    """
    work = work_of(home, now, met, (*taken.troubles, *blob_news.told(home.replica, now)))
    if not carrying:
        work = replace(work, faults=(*work.faults, *_of_files(home.replica, work.faults)))
    decided = decide(taken.readings, policy_of(settings.listed(home.replica)), work, urgent=urgent)
    decided = replace(decided, findings=largest.with_largest(home.replica, decided.findings))
    decided = told_as_recurring(home.replica, dated(home.replica, decided), now)
    return told_with_forecast(home.replica, decided, work.waiting, now, work.zone or UTC)


def noted(home: Home, met: Sequence[Finding] | None = None) -> Decision:
    """The decision now, kept in the decision log."""
    decided = decision(home, met)
    keep(home, decided)
    return decided


def keep(home: Home, decided: Decision, cause: str | None = None) -> None:
    """Writes a decision into the log; `cause` is what brought it, where that is known."""
    waiting = waiting_of(home.replica)
    journal.keep(home.replica, decided, now_ms(), attachments_wait=waiting.attachments > 0, cause=cause)


def measured(home: Home, now: int) -> Taken:
    """What the machine says of itself, and what it could not say; of its clock the hub's head speaks."""
    taken = machine.take(home.path, rfc3339(now) or "")
    hub = contact.kept(home.replica)
    told = taken.readings.get(CLOCK_OFFSET)
    if hub is None or (told is not None and told.origin is not None):
        return taken
    offset = Reading(CLOCK_OFFSET, hub.offset_ms / 1000, "the hub", rfc3339(hub.at))
    return replace(taken, readings={**taken.readings, CLOCK_OFFSET: offset})


def work_of(home: Home, now: int, met: Sequence[Finding] | None = None, troubles: tuple[Finding, ...] = ()) -> Work:
    """What wants to run, and all that the person said of this device."""
    membership, db, zone_here = home.identity.membership, home.replica, local_time.zone()
    hub = contact.kept(db)
    return Work(
        signed_in=membership is not None,
        hub=membership.hub if membership else None,
        faults=(*_damage(home), *(faults.kept(db) if met is None else met)),
        troubles=troubles,
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
        sources=tuple(_feeding(db, source) for source in sources.listed(db)),
        hub_used=hub.used if hub else None,
        hub_quota=hub.quota if hub else None,
        hub_heard_at=hub.at if hub else None,
        hub_backed_up_at=hub.backed_up_at if hub else None,
        failed_since=faults.since(db),
        refreshing=is_being_rebuilt(db),
        busy=_busy(home),
        replaced=replaced.kept(db, now),
        alone_on_hub_disk=alone_on_hub_disk(home),
        system=_system(),
    )


def waiting_of(db: Replica) -> Waiting:
    """What is not sent yet, or too large to be; of what is not sealed, the bytes are a guess by a text's usual size."""
    sealed, unsealed = outbox.waiting(db), pending.count(db)
    attachments = attachments_waiting(db)
    return Waiting(
        changes=unsealed + pending.too_large(db) + sum(each.changes for each in sealed),
        attachments=attachments.waiting,
        bytes=unsealed * BYTES_PER_CHANGE + sum(len(each.data) for each in sealed) + attachments.bytes,
    )


def _damage(home: Home) -> tuple[Finding, ...]:
    """A page that nobody could read holds all, though the others can be read."""
    damaged = home.found_damaged()
    return () if damaged is None else (faults.blocking(damaged.finding),)


def _of_files(db: Replica, known: Sequence[Finding]) -> list[Finding]:
    """What attachments met, and what no sync met as well."""
    codes = {finding.code for finding in known}
    return [finding for finding in faults.of_files(db) if finding.code not in codes]


def _busy(home: Home) -> Busy | None:
    """An import that takes a while; a sync is no reason to hold a sync."""
    told = work_under_way(home.path)
    if told is None or told.unit not in IMPORTING:
        return None
    return Busy("an import", told.done, told.total, told.unit)


def _feeding(db: Replica, source: sources.Source) -> Feeding:
    return Feeding(
        id=source.id,
        name=source.name or Path(source.path).name,
        background=source.background,
        last_read_at=source.last_read_at,
        newest_at=source.newest_message_at,
        quiet_after=silences.usual(db, source.id),
        waking=silences.waking(db, source.id),
    )


def dated(db: Replica, decided: Decision) -> Decision:
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

"""What the person holds by hand, and what has this device's copy to itself for a while."""

from typing import Final

from owntexts.conditions.moments import in_words
from owntexts.conditions.policy import Policy
from owntexts.conditions.readings import Readings
from owntexts.conditions.said import BOTH, Said, by_action, by_waiting
from owntexts.conditions.work import Busy, Work
from owntexts.explain import Evidence, Finding, Wait
from owntexts.model.times import rfc3339

ALWAYS: Final = "always"
OFF_HERE: Final = "sync.off_here"


def by_you(_readings: Readings, _policy: Policy, work: Work) -> Said:
    """A rest that the person asked for, until it is over."""
    until = work.paused_until
    if until is None or (isinstance(until, int) and work.now_ms is not None and until <= work.now_ms):
        return
    at = until if isinstance(until, int) else None
    yield Finding(
        code="paused.by_you",
        severity="warning",
        blocks=BOTH,
        soft=True,
        title=f"Paused by you{_until(at, work)}",
        explanation="You asked this device to pause, so nothing is sent or fetched by itself.",
        evidence=(Evidence("paused until", rfc3339(at) or ALWAYS, origin="your own word"),),
        fixes=(by_action("resume", "Resume", "owntexts resume"),),
        ends_when=None if at is None else Wait("at the time that you named", rfc3339(at)),
    )


def off_here(_readings: Readings, _policy: Policy, work: Work) -> Said:
    """This device's own switch."""
    if not work.sync_off:
        return
    yield Finding(
        code=OFF_HERE,
        severity="warning",
        blocks=BOTH,
        title="Sync is off on this device",
        explanation="What is here stays here; nothing is sent or fetched until you switch it on again.",
        evidence=(Evidence("sync", "off", "on", "this device's own switch"),),
        fixes=(by_action("sync_on", "Switch it on again", "owntexts sync on"),),
    )


def refreshing(_readings: Readings, _policy: Policy, work: Work) -> Said:
    """A copy that is being made anew is nothing to sync from."""
    if not work.refreshing:
        return
    yield Finding(
        code="refresh.in_progress",
        severity="warning",
        blocks=BOTH,
        title="This device's copy is being built anew",
        explanation="Nothing is lost: all that was unsent is kept, and goes on when the copy is complete.",
        evidence=(Evidence("refresh", "in progress", origin="the home"),),
        fixes=(by_waiting("wait_for_refresh", "Wait: sync goes on by itself"),),
        ends_when=Wait("when the copy is complete"),
    )


def busy(_readings: Readings, _policy: Policy, work: Work) -> Said:
    """Another part of Owntexts has the copy to itself."""
    if work.busy is None:
        return
    yield Finding(
        code="app.busy",
        severity="warning",
        blocks=BOTH,
        title=f"Busy with {work.busy.what}",
        explanation="Two at once would undo each other's work, so syncing waits until it is done.",
        evidence=(_how_far(work.busy),),
        fixes=(by_waiting("wait_until_done", "Wait: it goes on by itself"),),
        ends_when=Wait("when it is done"),
    )


def _until(at: int | None, work: Work) -> str:
    if at is None or work.now_ms is None or work.zone is None:
        return ""
    return f" until {in_words(at, work.now_ms, work.zone)}"


def _how_far(busy: Busy) -> Evidence:
    return Evidence(f"{busy.unit} done", busy.done, busy.total, "the home")

"""A sync that the person asks for: by the agent where one runs, else here."""

import msgspec
from msgspec.structs import replace

from owntexts.agent import expiring
from owntexts.agent.carrying_here import carried_here
from owntexts.agent.control import Request, ask
from owntexts.agent.deciding import decision
from owntexts.agent.device import Device
from owntexts.agent.hands import Progress
from owntexts.agent.home import Home
from owntexts.agent.joined import joined_device
from owntexts.agent.lock import sync_lock
from owntexts.agent.syncing import SyncDecision, SyncResult, nobody_watches, sync_once
from owntexts.agent.underway import underway
from owntexts.replica import pending


def sync(
    home: Home, *, now: bool = False, progress: Progress = nobody_watches, secret: str | None = None
) -> SyncResult:
    """Sends and fetches until nothing is left to do, or something holds it: its decision says what.

    An agent goes on with attachments afterwards by itself; without one they are carried here, and what can be told then
    is sent. `secret` opens encrypted sources. Raises ReplicaDamaged, and Busy where another `sync` runs on this home.
    """
    if home.identity.membership is None:
        return _not_run(home, now=now)
    answer = ask(home.path, Request("sync", now=now), progress)
    by_agent = msgspec.json.decode(answer, type=SyncResult | None) if answer is not None else None
    return by_agent or _sync_here(home, now=now, progress=progress, secret=secret)


def sync_allowing_purge(home: Home) -> SyncResult:
    """A sync in which another device's great purge, which holds the feed, is let in."""
    allow_purge(home)
    return sync(home)


def allow_purge(home: Home) -> None:
    """The next sync lets it in."""
    expiring.allow_purges(home.replica, allow=True)


def _sync_here(home: Home, *, now: bool, progress: Progress, secret: str | None) -> SyncResult:
    with sync_lock(home.path), joined_device(home, secret) as device:
        if device is None:
            return _not_run(home, now=now)
        result = _texts(home, device, now=now, progress=progress)
        if device.means is None or not result.decision.texts.run:
            return result
        carried_here(home, device, device.means, urgent=now, progress=progress)
        if not pending.count(home.replica):
            return replace(result, decision=_decided(home, now=now))
        return result.followed_by(_texts(home, device, now=now, progress=progress))


def _texts(home: Home, device: Device, *, now: bool, progress: Progress) -> SyncResult:
    with underway(home.path, "changes", progress) as told:
        return sync_once(device, now=now, progress=told)


def _decided(home: Home, *, now: bool) -> SyncDecision:
    decided = decision(home, urgent=now)
    return SyncDecision(decided.texts, decided.attachments)


def _not_run(home: Home, *, now: bool) -> SyncResult:
    held = decision(home, urgent=now)
    return SyncResult(sent=0, received=0, overrode=(), decision=SyncDecision(held.texts, held.attachments))

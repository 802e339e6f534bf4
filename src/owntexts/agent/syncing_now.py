"""A sync that the person asks for: by the agent where one runs, else here."""

import msgspec

from owntexts.agent.control import Request, ask
from owntexts.agent.deciding import decision
from owntexts.agent.hands import Progress
from owntexts.agent.home import Home
from owntexts.agent.joined import joined_device
from owntexts.agent.lock import sync_lock
from owntexts.agent.syncing import SyncDecision, SyncResult, nobody_watches, sync_once
from owntexts.agent.underway import underway


def sync(home: Home, *, now: bool = False, progress: Progress = nobody_watches) -> SyncResult:
    """Sends and fetches until nothing is left to do, or something holds it: its decision says what.

    Raises ReplicaDamaged, and Busy where another `sync` runs on this home.
    """
    if home.identity.membership is None:
        return _not_run(home, now=now)
    answer = ask(home.path, Request("sync", now=now), progress)
    by_agent = msgspec.json.decode(answer, type=SyncResult | None) if answer is not None else None
    return by_agent or _sync_here(home, now=now, progress=progress)


def _sync_here(home: Home, *, now: bool, progress: Progress) -> SyncResult:
    with sync_lock(home.path), joined_device(home) as device, underway(home.path, "changes", progress) as told:
        return sync_once(device, now=now, progress=told) if device else _not_run(home, now=now)


def _not_run(home: Home, *, now: bool) -> SyncResult:
    held = decision(home, urgent=now)
    return SyncResult(sent=0, received=0, overrode=(), decision=SyncDecision(held.texts, held.attachments))

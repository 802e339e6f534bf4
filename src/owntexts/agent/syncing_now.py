"""A sync that the person asks for."""

from owntexts.agent.deciding import decision
from owntexts.agent.hands import Progress
from owntexts.agent.home import Home
from owntexts.agent.joined import joined_device
from owntexts.agent.lock import sync_lock
from owntexts.agent.syncing import SyncDecision, SyncResult, nobody_watches, sync_once


def sync(home: Home, *, now: bool = False, progress: Progress = nobody_watches) -> SyncResult:
    """Sends and fetches until nothing is left to do, or something holds it: its decision says what.

    Raises ReplicaDamaged, and Busy where another `sync` runs on this home.
    """
    with sync_lock(home.path), joined_device(home) as device:
        return sync_once(device, now=now, progress=progress) if device else _not_run(home)


def _not_run(home: Home) -> SyncResult:
    held = decision(home)
    return SyncResult(sent=0, received=0, overrode=(), decision=SyncDecision(held.texts, held.attachments))

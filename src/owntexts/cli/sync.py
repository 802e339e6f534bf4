"""`owntexts sync`: send and fetch now."""

from collections.abc import Iterator

from owntexts.agent import syncing_now
from owntexts.agent.home import open_home
from owntexts.agent.syncing import SyncResult
from owntexts.cli import words
from owntexts.cli.output import Json, show
from owntexts.cli.progress import bar
from owntexts.errors import Held


def sync(*, now: bool = False, json: Json = False) -> int:
    """Send and fetch changes. Exit code 3: a condition held it; `owntexts why` tells which.

    For example:
        owntexts sync
        owntexts sync --now

    Parameters
    ----------
    now
        Go on in spite of limits you set for the background (battery, cellular, schedule).
    """
    with open_home() as home, bar("Syncing") as progress:
        result = syncing_now.sync(home, now=now, progress=progress)
    show(result, lambda: _sync_told(result), json=json)
    return 0 if result.decision.texts.run else Held.exit_code


def _sync_told(result: SyncResult) -> Iterator[str]:
    yield f"Sent {words.counted(result.sent, 'change')}, received {words.counted(result.received, 'change')}."
    if result.overrode:
        yield f"In spite of: {', '.join(result.overrode)}"
    if not result.decision.texts.run:
        yield f"Held by: {', '.join(result.decision.texts.findings)}. See: owntexts why"

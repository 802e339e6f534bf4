"""`owntexts sync`: send and fetch now, and this device's switch."""

from collections.abc import Iterator

from cyclopts import App
from msgspec import Struct

from owntexts.agent.home import open_home
from owntexts.agent.syncing import SyncResult
from owntexts.cli import words
from owntexts.cli.flags import Json
from owntexts.cli.output import show
from owntexts.cli.progress import bar
from owntexts.cli.secrets import SOURCE_PASSWORD, from_environment
from owntexts.conditions.state import State
from owntexts.errors import Held

app = App(name="sync")


class Switched(Struct, frozen=True):
    """How it stands now, and whether all that was only on the hub was fetched first."""

    state: State
    downloaded: bool


@app.default
def sync(*, now: bool = False, allow_purge: bool = False, json: Json = False) -> int:
    """Send and fetch changes. Exit code 3: a condition held it; `owntexts why` tells which.

    For example:
        owntexts sync
        owntexts sync --now

    Parameters
    ----------
    now
        Go on in spite of limits you set for the background (battery, cellular, schedule).
    allow_purge
        Let in what another device purged, however much of this device's history that takes away for ever.
    """
    from owntexts.agent import syncing_now  # noqa: PLC0415 - the switch needs no engine

    secret = from_environment(SOURCE_PASSWORD)
    with open_home() as home, bar("Syncing") as progress:
        if allow_purge:
            syncing_now.allow_purge(home)
        result = syncing_now.sync(home, now=now, progress=progress, secret=secret)
    show(result, lambda: _sync_told(result), json=json)
    return 0 if result.decision.texts.run else Held.exit_code


@app.command
def off(*, download: bool = False, json: Json = False) -> None:
    """Switch sync off on this device; what is here stays here.

    For example:
        owntexts sync off
        owntexts sync off --download

    Parameters
    ----------
    download
        First fetch all that is only on the hub ("Disable and Download").
    """
    from owntexts.agent import switching  # noqa: PLC0415 - a sync needs none of it
    from owntexts.doctor import report  # noqa: PLC0415 - as above

    with open_home() as home:
        switching.off(home, download=download)
        done = Switched(report.status(home).state, download)
    fetched = " All that was on the hub is here." if download else ""
    show(done, lambda: f"Sync is off on this device.{fetched} Switch it on again: owntexts sync on", json=json)


@app.command
def on(*, json: Json = False) -> None:
    """Switch sync on again on this device.

    For example:
        owntexts sync on
    """
    from owntexts.agent import switching  # noqa: PLC0415 - a sync needs none of it
    from owntexts.doctor import report  # noqa: PLC0415 - as above

    with open_home() as home:
        switching.on(home)
        done = Switched(report.status(home).state, downloaded=False)
    show(done, lambda: "Sync is on on this device.", json=json)


def _sync_told(result: SyncResult) -> Iterator[str]:
    yield f"Sent {words.counted(result.sent, 'change')}, received {words.counted(result.received, 'change')}."
    if result.overrode:
        yield f"In spite of: {', '.join(result.overrode)}"
    if not result.decision.texts.run:
        yield f"Held by: {', '.join(result.decision.texts.findings)}. See: owntexts why"

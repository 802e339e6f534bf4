"""A pause that the person asked for: until a time, or until they go on."""

from typing import Final, Literal

from owntexts.agent import journal
from owntexts.agent.control import notify
from owntexts.agent.home import Home
from owntexts.replica import state
from owntexts.replica.database import Replica

KEY: Final = "pause.until"

Until = int | Literal["always"]
"""A time (UTC ms), or until it is ended by hand."""


def pause(home: Home, until: Until = "always") -> None:
    """Sends and fetches nothing until then; what arrives from sources is kept and waits."""
    state.put(home.replica, KEY, until)
    _told(home)


def resume(home: Home) -> bool:
    """Ends the pause; whether there was one."""
    paused = state.get(home.replica, KEY) is not None
    with journal.because(home.replica, "fix:resume"):
        state.put(home.replica, KEY, None)
        _told(home)
    return paused


def paused_until(db: Replica) -> Until | None:
    """Until when the person paused it, be that over or not; None where they did not."""
    until = state.get(db, KEY)
    if isinstance(until, int):
        return until
    return "always" if until == "always" else None


def _told(home: Home) -> None:
    """The agent hears of it; the decision is kept all the same where none runs."""
    from owntexts.agent.deciding import noted  # noqa: PLC0415 - which asks this module whether it is paused

    noted(home)
    notify(home.path, "look")

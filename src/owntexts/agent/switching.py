"""This device's own switch ("Use on this iPhone"): off, it keeps what it has and takes part in nothing."""

from typing import Final

from owntexts.agent import journal
from owntexts.agent.control import notify
from owntexts.agent.home import Home
from owntexts.conditions.keeping import FOR_EVER
from owntexts.errors import Held
from owntexts.explain import Evidence, Fix
from owntexts.replica import downloads, state
from owntexts.replica.database import Replica

KEY: Final = "sync.off"


def off(home: Home, *, download: bool = False) -> None:
    """Takes part no more; with `download` only once all that is on the hub is here ("Disable and Download").

    Raises Held where that could not be fetched, and leaves the switch on.
    """
    if download and not is_off(home.replica):
        _fetch_all(home)
    state.put(home.replica, KEY, 1)
    _told(home)


def on(home: Home) -> None:
    """Takes part again, from where it stood."""
    with journal.because(home.replica, "fix:sync_on"):
        state.put(home.replica, KEY, None)
        _told(home)


def is_off(db: Replica) -> bool:
    """Whether the person switched this device off."""
    return state.get(db, KEY) is not None


def _fetch_all(home: Home) -> None:
    """Everything that is only on the hub: changes, then every original, whatever this device usually keeps."""
    from owntexts.agent.obtaining import obtain_everything  # noqa: PLC0415 - only `--download` needs a hub
    from owntexts.agent.syncing_now import sync  # noqa: PLC0415 - as above

    texts = sync(home, now=True).decision.texts
    if not texts.run:
        raise _not_fetched(texts.findings)
    if held := obtain_everything(home):
        raise _not_fetched(held)
    with home.replica.read() as connection:
        missing, _ = downloads.missing(connection, FOR_EVER)
    if missing:
        raise _not_fetched(tuple({each.finding.code for each in downloads.lacking(home.replica)}), missing)


def _not_fetched(codes: tuple[str, ...], missing: int | None = None) -> Held:
    lacking = () if missing is None else (Evidence("attachments missing", missing, 0, "replica"),)
    return Held(
        "Not everything could be fetched, so sync stays on",
        "What is only on the hub would be missing on this device.",
        code=codes[0] if codes else None,
        evidence=(Evidence("held by", ", ".join(codes), origin="the decision"), *lacking),
        fixes=(
            Fix("why", "See what holds it", "action", command="owntexts why"),
            Fix("off", "Switch off without fetching", "action", command="owntexts sync off"),
        ),
    )


def _told(home: Home) -> None:
    from owntexts.agent.deciding import noted  # noqa: PLC0415 - which asks this module whether it is off

    noted(home)
    notify(home.path, "look")

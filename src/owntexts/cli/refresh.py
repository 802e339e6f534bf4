"""`owntexts refresh`: this device's copy made anew."""

from collections.abc import Iterator

from owntexts.agent import refreshing
from owntexts.agent.home import open_home
from owntexts.agent.refreshing import Counted, Refreshed
from owntexts.cli import words
from owntexts.cli.asking import confirm
from owntexts.cli.flags import Json
from owntexts.cli.output import show
from owntexts.cli.progress import bar
from owntexts.errors import Held


def refresh(*, yes: bool = False, json: Json = False) -> int:
    """Make this device's copy anew from the account's log and your sources: sync, rebuild, sync again.

    What is unsent is kept. Exit code 3: the copy is rebuilt, and a condition held the sync.

    For example:
        owntexts refresh
        owntexts refresh --yes

    Parameters
    ----------
    yes
        Do not ask first.
    """
    confirm("Rebuild this device's copy of your messages?", yes=yes)
    with open_home() as home, bar("Rebuilding") as progress:
        done = refreshing.refresh(home, progress)
    show(done, lambda: _told(done), json=json)
    return Held.exit_code if done.held else 0


def _told(done: Refreshed) -> Iterator[str]:
    counts = [("before", done.before), ("after", done.after)]
    yield from words.columns(
        ("", "messages", "conversations", "unsent changes"),
        ((when, *_numbers(counted)) for when, counted in counts),
    )
    received = words.counted(done.received, "change")
    yield f"Read {words.counted(done.rows_read, 'row')} of your sources, and received {received}."
    if done.failed_sources:
        yield f"Not read: source {', '.join(done.failed_sources)}. See: owntexts import"
    if done.damaged_copy:
        yield f"The damaged copy lies in {done.damaged_copy}"
    if done.sources_lost:
        yield "The list of your sources was lost with it. Add them again: owntexts source add PATH"
    if done.held:
        yield f"Held by: {', '.join(done.held)}. The log is read again when that ends. See: owntexts why"


def _numbers(counted: Counted | None) -> tuple[object, ...]:
    if counted is None:
        return ("unreadable", "unreadable", "unreadable")
    return (counted.messages, counted.conversations, counted.pending)

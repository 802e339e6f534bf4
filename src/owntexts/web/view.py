"""The label in words."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any, Final

from owntexts.explain import Finding, Lane
from owntexts.web.amounts import time_left
from owntexts.web.dates import clock, short_day
from owntexts.web.reader import Progress, Status

__all__ = ["FILTERS", "clock", "short_day", "state_words"]

STATES: Final = {
    "off": "Sync is off on this device",
    "signed_out": "Only on this device · no cloud yet",
    "paused": "Syncing paused",
    "syncing": "Syncing",
    "pending": "Waiting to sync",
    "waiting": "Texts are up to date · attachments wait",
    "up_to_date": "Up to date",
}


def state_words(status: Status) -> str:
    """The label: the state in words, and the first reason where there is one."""
    words = state_name(status)
    match status.state:
        case "up_to_date" if status.last_synced_at:
            return f"{words} · {short_day(status.last_synced_at)}"
        case "syncing" if status.progress:
            return f"{words} · {_progress_words(status.progress)}"
        case "pending" | "syncing" if status.pending:
            return f"{words} · {status.pending:,} to send"
        case "paused":
            return " · ".join((words, *_reasons(status.findings, "texts")))
        case "waiting":
            return " · ".join((words, *_reasons(status.findings, "attachments")))
    return words


def state_name(status: Status) -> str:
    """The state alone."""
    return STATES.get(status.state, status.state)


def state_since(status: Status) -> str | None:
    """Since when all is up to date (RFC 3339); None in every other state."""
    return status.last_synced_at if status.state == "up_to_date" else None


def _progress_words(progress: Progress) -> str:
    of = f" of {progress.total:,}" if progress.total else ""
    left = f" · {time_left(progress.seconds_left)}" if progress.seconds_left is not None else ""
    return f"{progress.done:,}{of} {progress.unit}{left}"


def _reasons(findings: Sequence[Finding], lane: Lane) -> Iterator[str]:
    """The first reason that holds the lane, and how many more there are."""
    titles = [finding.title for finding in findings if lane in finding.blocks]
    yield from titles[:1]
    if more := len(titles[1:]):
        yield f"and {more} more reason{'' if more == 1 else 's'}"


FILTERS: Final[dict[str, Callable[..., Any]]] = {
    "state_words": state_words,
    "state_name": state_name,
    "state_since": state_since,
}

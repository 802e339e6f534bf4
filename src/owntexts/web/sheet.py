"""What the sheet behind the label shows: which buttons there are, and what came of the one that was pressed."""

from collections.abc import Callable, Collection, Sequence
from typing import Any, Final, NamedTuple

from owntexts.errors import OwntextsError
from owntexts.explain import Finding, Fix
from owntexts.explain.amounts import size_in_words
from owntexts.web.reader import Fixed, Status, Synced, Why

PAGES: Final = {
    "owntexts storage review": ("/settings/storage/review", "Make room"),
    "owntexts deleted": ("/settings/deleted", "Recently Deleted"),
    "owntexts duplicates": ("/settings/duplicates", "See what is there twice"),
    "owntexts settings list": ("/settings/sync", "Open the settings"),
    "owntexts account create --hub URL --name NAME": ("/welcome/create", "Create my cloud"),
    "owntexts account join --hub URL --name NAME": ("/welcome/join", "Join my cloud"),
    "owntexts account join": ("/welcome/join", "Join my cloud"),
    "owntexts source add PATH": ("/welcome/messages", "Add it here"),
    "owntexts source list": ("/settings/sources", "See the sources"),
    "owntexts update --check --online": ("/settings/about?ask=1", "Ask the hub"),
}
"""Commands that have a page of their own, and the words of the button that leads there."""
SETTING: Final = "owntexts settings set "
LINKS: Final = ("https:", "x-apple.systempreferences:", "ms-settings:")
TEXT_BYTES: Final = 200
"""What one change takes on the way, at most, in all but rare cases."""


class Outcome(NamedTuple):
    """What came of a button: a sentence, the steps that are left to the person, and whether it did what it says."""

    words: str
    steps: Sequence[str] = ()
    done: bool = True


class SyncOffer(NamedTuple):
    """'Sync now': its name, what it would go on in spite of, what it would use, and what stops even it."""

    name: str
    overrides: Sequence[str]
    uses: str
    stopped_by: Sequence[str]


def opens(fix: Fix) -> str | None:
    """The link to the system's own page, where it is one that a browser may open."""
    return fix.link if fix.link and fix.link.startswith(LINKS) else None


def leads(fix: Fix) -> tuple[str, str] | None:
    """The page here on which a step of the person's own is done, and the words of its button."""
    command = fix.command or ""
    if fix.kind == "person" and command.startswith(SETTING):
        key = command.removeprefix(SETTING).split()[0]
        return f"/settings/sync#of-{key}", "Open the setting"
    return PAGES.get(command)


def sync_offer(status: Status, why: Why) -> SyncOffer | None:
    """None where there is no account to sync with, or sync is off here: then another button comes first."""
    if status.state in {"signed_out", "off"}:
        return None
    holding = [finding for finding in why.findings if finding.blocks]
    soft = [finding.title for finding in holding if finding.soft]
    hard = [finding.title for finding in holding if not finding.soft and "texts" in finding.blocks]
    return SyncOffer("Sync now anyway" if soft else "Sync now", soft, _uses(status), hard)


def of_fix(fixed: Fixed, title: str) -> Outcome:
    """What a fix came to."""
    if not fixed.applied:
        return Outcome("This step is yours:" if fixed.steps else "Nothing was changed.", fixed.steps, done=False)
    if fixed.code in fixed.remaining:
        return Outcome(f"Done: {title}. The reason still holds.", fixed.steps, done=False)
    return Outcome(f"Done: {title}.", fixed.steps)


def of_sync(synced: Synced, why: Why) -> Outcome:
    """What 'Sync now' came to."""
    told = f"Sent {synced.sent:,}, received {synced.received:,}."
    if synced.overrode:
        told += f" In spite of: {_titles(synced.overrode, why.findings)}."
    if synced.decision.texts.run:
        return Outcome(told)
    return Outcome(f"{told} Held by: {_titles(synced.decision.texts.findings, why.findings)}.", done=False)


def of_error(error: OwntextsError) -> Outcome:
    """An error, as its finding explains it."""
    finding = error.finding
    steps = [f"{fix.title}: {fix.command}" if fix.command else fix.title for fix in finding.fixes]
    more = f" {finding.explanation}" if finding.explanation != finding.title else ""
    return Outcome(f"{finding.title}.{more}", steps, done=False)


def _uses(status: Status) -> str:
    changes, waiting = status.pending or 0, status.attachments.waiting
    parts = [f"{changes:,} {'change' if changes == 1 else 'changes'} to send"] if changes else []
    if waiting:
        parts.append(f"{waiting:,} {'attachment' if waiting == 1 else 'attachments'}")
    if not parts:
        return "Nothing waits here to be sent; it fetches what is new on the hub."
    size = size_in_words(changes * TEXT_BYTES + status.attachments.bytes)
    return f"{' and '.join(parts)}: about {size}, and whatever is new on the hub."


def _titles(codes: Collection[str], findings: Collection[Finding]) -> str:
    titles = {finding.code: finding.title for finding in findings}
    return ", ".join(titles.get(code, code) for code in codes)


FILTERS: Final[dict[str, Callable[..., Any]]] = {"opens": opens, "leads": leads}

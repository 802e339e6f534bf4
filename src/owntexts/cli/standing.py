"""How it stands, and what would make it go on: the answers of `owntexts status` and `why`."""

from collections.abc import Iterator

from owntexts.agent.home import open_home
from owntexts.agent.status import Status, Why
from owntexts.cli import words
from owntexts.cli.output import show
from owntexts.doctor import report
from owntexts.explain import Finding, Fix, Lane

STATES = {
    "off": "Sync is off on this device",
    "signed_out": "On this device only",
    "paused": "Paused",
    "syncing": "Syncing",
    "pending": "Waiting to sync",
    "waiting": "Texts are up to date; attachments wait",
    "up_to_date": "Up to date",
}
BETWEEN = " · "
HELD: dict[str, Lane] = {"off": "texts", "signed_out": "texts", "paused": "texts", "waiting": "attachments"}
"""The states that something holds, and which lane it is."""


def tell_status(*, json: bool) -> None:
    with open_home() as home:
        answer = report.status(home)
    show(answer, lambda: _status_told(answer), json=json)


def tell_why(*, json: bool) -> None:
    with open_home() as home:
        answer = report.why(home)
    show(answer, lambda: _why_told(answer), json=json)


def headline(state: str, findings: tuple[Finding, ...]) -> str:
    """'Paused · Low Power Mode is on · and 2 more reasons': what holds the lane that the state speaks of."""
    holding = [finding for finding in findings if state in HELD and HELD[state] in finding.blocks]
    more = len(holding) - 1
    rest = f"and {more} more reason{'' if more == 1 else 's'}" if more > 0 else ""
    first = holding[0].title if holding and holding[0].title != STATES[state] else ""
    return BETWEEN.join(filter(None, (STATES[state], first, rest)))


def _status_told(answer: Status) -> Iterator[str]:
    yield headline(answer.state, answer.findings)
    if answer.messages is not None and answer.conversations is not None:
        yield (
            f"{words.counted(answer.messages, 'message')} in {words.counted(answer.conversations, 'conversation')}; "
            f"{words.counted(answer.pending or 0, 'change')} to send; last synced {words.when(answer.last_synced_at)}."
        )
    yield from (f"- {finding.title} ({finding.code})" for finding in answer.findings)
    if answer.findings:
        yield "What helps: owntexts why"


def _why_told(answer: Why) -> Iterator[str]:
    yield headline(answer.state, answer.findings)
    for finding in answer.findings:
        yield ""
        yield from _reason_told(finding)
    if answer.state == "paused" and _all_soft(answer.findings):
        yield ""
        yield "Go on once in spite of all this: owntexts sync --now"
    if answer.passed:
        yield ""
        yield "In order:"
        yield from (f"  {_passed(fact.name, fact.value, fact.limit)}" for fact in answer.passed)


def _reason_told(finding: Finding) -> Iterator[str]:
    yield from words.of_finding(finding)
    if finding.since:
        yield f"  since: {words.when(finding.since)} UTC"
    ours = [fix.id for fix in finding.fixes if _is_ours(fix)]
    if ours:
        which = f" --fix {'|'.join(ours)}" if len(ours) > 1 else ""
        yield f"  have it done: owntexts fix {finding.code}{which}"


def _is_ours(fix: Fix) -> bool:
    """Whether `owntexts fix` can do it: words in capitals are for the person to fill in."""
    return fix.kind in {"setting", "action"} and not any(word.isupper() for word in (fix.command or "A").split())


def _all_soft(findings: tuple[Finding, ...]) -> bool:
    return all(finding.soft for finding in findings if "texts" in finding.blocks)


def _passed(name: str, value: object, limit: object) -> str:
    told = f"{name}: {words.amount(name, value)}"
    return told if limit is None else f"{told} (limit {words.amount(name, limit)})"

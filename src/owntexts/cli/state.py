"""`owntexts status` and `why`: how it stands, and what would make it go on."""

from collections.abc import Iterator

from owntexts.agent.home import open_home
from owntexts.agent.status import Status, Why
from owntexts.cli import words
from owntexts.cli.output import Json, show
from owntexts.doctor import report

STATES = {
    "off": "Sync is off on this device.",
    "signed_out": "Everything is on this device only: it has no account.",
    "paused": "Paused.",
    "syncing": "Syncing.",
    "pending": "Waiting to sync.",
    "waiting": "Texts are up to date; attachments wait.",
    "up_to_date": "Up to date.",
}


def status(*, json: Json = False) -> None:
    """How it stands.

    For example:
        owntexts status
    """
    with open_home() as home:
        answer = report.status(home)
    show(answer, lambda: _status_told(answer), json=json)


def why(*, json: Json = False) -> None:
    """Why it is paused, or why not: every reason with what was measured, and what ends it.

    For example:
        owntexts why
    """
    with open_home() as home:
        answer = report.why(home)
    show(answer, lambda: _why_told(answer), json=json)


def _status_told(answer: Status) -> Iterator[str]:
    yield STATES[answer.state]
    if answer.messages is not None and answer.conversations is not None:
        yield (
            f"{words.counted(answer.messages, 'message')} in {words.counted(answer.conversations, 'conversation')}; "
            f"{words.counted(answer.pending or 0, 'change')} to send; last synced {words.when(answer.last_synced_at)}."
        )
    yield from (f"- {finding.title} ({finding.code})" for finding in answer.findings)
    if answer.findings:
        yield "What helps: owntexts why"


def _why_told(answer: Why) -> Iterator[str]:
    yield STATES[answer.state]
    for finding in answer.findings:
        yield ""
        yield from words.of_finding(finding)
    if answer.passed:
        yield ""
        yield "In order:"
        yield from (f"  {fact.name}: {fact.value}" for fact in answer.passed)

"""Verifying: whether this device's copy agrees with itself, with its log, and can all be read."""

from msgspec import Struct

from owntexts.agent.deciding import decision
from owntexts.agent.home import Home
from owntexts.agent.underway import Progress
from owntexts.errors import ReplicaDamaged
from owntexts.explain import Finding
from owntexts.replica import verify as stored

SET_ASIDE = "item.set_aside"
INTEGRITY = "integrity."


class Verified(Struct, frozen=True):
    """Whether all agrees, over how many messages (None where they cannot be counted), and what does not."""

    agree: bool
    messages: int | None
    differences: tuple[Finding, ...]


def verify(
    home: Home,
    *,
    sources: bool = False,
    attachments: bool = False,
    secret: str | None = None,
    progress: Progress = lambda _done, _total: None,
) -> Verified:
    """Checks every record and index of the replica, and what the last sync found out about the log.

    `sources` reads every source again and compares; `attachments` asks the hub for every blob that is referred to and
    opens what the cache has. Raises HubFailed.
    """
    try:
        differences = list(stored.verify(home.replica))
        if not differences:
            home.found_whole()
        differences += _of_the_log(home)
        if sources:
            from owntexts.agent.verifying_sources import verify_sources  # noqa: PLC0415 - as asked for

            differences += verify_sources(home, secret)
        if attachments:
            from owntexts.agent.verifying_files import verify_files  # noqa: PLC0415 - as asked for

            differences += verify_files(home, progress)
        return Verified(not differences, stored.count(home.replica), tuple(differences))
    except ReplicaDamaged as damaged:
        return Verified(False, None, (damaged.finding,))


def _of_the_log(home: Home) -> tuple[Finding, ...]:
    """What is set aside is not shown, and a log that was tampered with is not followed: both differ from the log."""
    found = decision(home).findings
    return tuple(finding for finding in found if finding.code == SET_ASIDE or _is_wrong(finding))


def _is_wrong(finding: Finding) -> bool:
    """Whether something is not what it should be; what was put right is told, and differs no more."""
    return finding.code.startswith(INTEGRITY) and finding.severity != "info"

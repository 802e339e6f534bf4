"""What the last sync met, and the last reading of each source, kept for `status` and `why` until one succeeds."""

from collections.abc import Iterable

import msgspec

from owntexts.explain import Finding, Lane
from owntexts.model.times import read_rfc3339
from owntexts.replica import state
from owntexts.replica.database import Replica

KEY = "sync.faults"
OF_FILES = "attachments.faults"
OF_SOURCE = "source.fault."
ADVICE = "source.advice."
BOTH: tuple[Lane, ...] = ("texts", "attachments")

_FINDINGS = msgspec.json.Decoder(tuple[Finding, ...])


def keep(replica: Replica, findings: Iterable[Finding]) -> None:
    """Replaces what is kept by the findings of the newest attempt; a success keeps none."""
    state.put(replica, KEY, msgspec.json.encode(tuple(findings)))


def kept(replica: Replica) -> tuple[Finding, ...]:
    """The findings of the newest attempt."""
    found = state.get(replica, KEY)
    return _FINDINGS.decode(found) if isinstance(found, bytes) else ()


def keep_of_files(replica: Replica, findings: Iterable[Finding]) -> None:
    """Replaces what is kept by what attachments met on the newest attempt; a success keeps none."""
    met = tuple(findings)
    known = {finding.code: finding.since for finding in of_files(replica)}
    if met or known:
        dated = tuple(msgspec.structs.replace(each, since=known.get(each.code) or each.since) for each in met)
        state.put(replica, OF_FILES, msgspec.json.encode(dated) if met else None)


def of_files(replica: Replica) -> tuple[Finding, ...]:
    """What attachments met on the newest attempt."""
    found = state.get(replica, OF_FILES)
    return _FINDINGS.decode(found) if isinstance(found, bytes) else ()


def blocking(finding: Finding) -> Finding:
    """The finding as one that holds what it met: both lanes, where it names none."""
    return msgspec.structs.replace(finding, blocks=finding.blocks or BOTH)


def since(replica: Replica) -> int | None:
    """When syncs began to fail (UTC ms); None where the newest did not."""
    began = (read_rfc3339(finding.since) for finding in kept(replica))
    return min((at for at in began if at is not None), default=None)


def keep_of_source(replica: Replica, source: str, finding: Finding | None) -> None:
    """Keeps what the newest reading of a source met; None where it came to its end."""
    key = OF_SOURCE + source
    if finding is not None or state.get(replica, key) is not None:
        state.put(replica, key, None if finding is None else msgspec.json.encode((finding,)))


def of_source(replica: Replica, source: str) -> Finding | None:
    """What the newest reading of a source met."""
    found = state.get(replica, OF_SOURCE + source)
    return _FINDINGS.decode(found)[0] if isinstance(found, bytes) else None


def keep_advice(replica: Replica, source: str, findings: Iterable[Finding]) -> None:
    """Keeps what a source says of itself until it is read again; an error is told where it is met."""
    told = tuple(finding for finding in findings if finding.severity != "error")
    if told or state.get(replica, ADVICE + source) is not None:
        state.put(replica, ADVICE + source, msgspec.json.encode(told) if told else None)


def advice(replica: Replica, source: str) -> tuple[Finding, ...]:
    """What a source said of itself when it was read last."""
    found = state.get(replica, ADVICE + source)
    return _FINDINGS.decode(found) if isinstance(found, bytes) else ()


def named(source: str, finding: Finding) -> Finding:
    """The finding with the source's own id in its commands, where a reader could only write ID."""
    fixes = (
        msgspec.structs.replace(fix, command=fix.command.replace(" ID", f" {source}")) if fix.command else fix
        for fix in finding.fixes
    )
    return msgspec.structs.replace(finding, fixes=tuple(fixes))

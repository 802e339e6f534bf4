"""What is told of blobs that the hub did not give as they were put: those still lacking here, those put again by us."""

from typing import Final

import msgspec
from msgspec.structs import replace

from owntexts.explain import Finding
from owntexts.replica import downloads, state
from owntexts.replica.database import Replica

MENDED: Final = "blobs.mended"
TOLD_FOR_MS: Final = 7 * 24 * 3600 * 1000
NAMED: Final = 5

_MENDED = msgspec.json.Decoder(tuple[int, Finding])


def told(db: Replica, now: int) -> tuple[Finding, ...]:
    """At most one finding of each: all that is lacking, and what was put again in the last week."""
    return (*_lacking(db), *_mended(db, now))


def mended(db: Replica, finding: Finding, now: int) -> None:
    """Keeps that this device has put something again."""
    state.put(db, MENDED, msgspec.json.encode((now, finding)))


def _lacking(db: Replica) -> tuple[Finding, ...]:
    found = [each.finding for each in downloads.lacking(db)]
    if len(found) < 2:  # noqa: PLR2004 - one is told as it is
        return tuple(found)
    names = [evidence for each in found[1:NAMED] for evidence in each.evidence[:1]]
    title = f"The hub did not give {len(found)} attachments as they were sent"
    return (replace(found[0], title=title, evidence=(*found[0].evidence, *names)),)


def _mended(db: Replica, now: int) -> tuple[Finding, ...]:
    kept = state.get(db, MENDED)
    if not isinstance(kept, bytes):
        return ()
    at, finding = _MENDED.decode(kept)
    return (finding,) if now - at < TOLD_FOR_MS else ()

"""A hub that is full, or almost, is told with what takes most of its room, so that it can be emptied at once."""

from typing import Final

from msgspec.structs import replace

from owntexts.explain import Evidence, Finding, Fix
from owntexts.model.times import rfc3339
from owntexts.replica import storage
from owntexts.replica.database import Replica

SHORT_OF_ROOM: Final = frozenset({"storage.hub_full", "storage.hub_almost_full"})
NAMED: Final = 5
REVIEW: Final = Fix(
    "review",
    "See what takes most room, delete some of it and purge it; your phone and Mac are not touched",
    "person",
    "owntexts storage review",
)


def with_largest(db: Replica, findings: tuple[Finding, ...]) -> tuple[Finding, ...]:
    """The findings, that of a hub short of room told with what takes it."""
    return tuple(told(db, each) if _wants_it(each) else each for each in findings)


def told(db: Replica, finding: Finding) -> Finding:
    """The finding with the largest items, each with its message, and the way to free their room."""
    items = tuple(
        Evidence(f"{item.name or item.mime or 'attachment'}, bytes", item.size, None, _of(item), rfc3339(item.at))
        for item in storage.largest(db, NAMED)
    )
    return replace(finding, evidence=(*finding.evidence, *items), fixes=(REVIEW, *finding.fixes))


def _wants_it(finding: Finding) -> bool:
    return finding.code in SHORT_OF_ROOM and REVIEW not in finding.fixes


def _of(item: storage.Item) -> str:
    return f"message {item.message.hex()}"

"""A full hub is told with what takes most of its room, so that it can be emptied at once."""

from typing import Final

from msgspec.structs import replace

from owntexts.explain import Evidence, Finding, Fix
from owntexts.model.times import rfc3339
from owntexts.replica import storage
from owntexts.replica.database import Replica

HUB_FULL: Final = "storage.hub_full"
NAMED: Final = 5
REVIEW: Final = Fix(
    "review",
    "See what takes most room, delete some of it and purge it; your phone and Mac are not touched",
    "person",
    "owntexts storage review",
)


def with_largest(db: Replica, findings: tuple[Finding, ...]) -> tuple[Finding, ...]:
    """The findings, that of a full hub told with what takes its room."""
    return tuple(told(db, each) if each.code == HUB_FULL and REVIEW not in each.fixes else each for each in findings)


def told(db: Replica, finding: Finding) -> Finding:
    """The finding with the largest items, each with its message, and the way to free their room."""
    items = tuple(
        Evidence(f"{item.name or item.mime or 'attachment'}, bytes", item.size, None, _of(item), rfc3339(item.at))
        for item in storage.largest(db, NAMED)
    )
    return replace(finding, evidence=(*finding.evidence, *items), fixes=(REVIEW, *finding.fixes))


def _of(item: storage.Item) -> str:
    return f"message {item.message.hex()}"

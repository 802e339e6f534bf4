"""A full hub is told with what takes most of its room, so that it can be emptied at once."""

from typing import Final

from msgspec.structs import replace

from owntexts.explain import Evidence, Finding, Fix
from owntexts.model.times import rfc3339
from owntexts.replica import storage
from owntexts.replica.database import Replica

NAMED: Final = 5
REVIEW: Final = Fix(
    "review",
    "See what takes most room, delete some of it and purge it; your phone and Mac are not touched",
    "person",
    "owntexts storage review",
)


def told(db: Replica, finding: Finding) -> Finding:
    """The finding with the largest items, each with its message, and the way to free their room."""
    items = tuple(
        Evidence(f"{item.name or item.mime or 'attachment'}, bytes", item.size, None, _of(item), rfc3339(item.at))
        for item in storage.largest(db, NAMED)
    )
    fixes = finding.fixes if REVIEW in finding.fixes else (*finding.fixes, REVIEW)
    return replace(finding, evidence=(*finding.evidence, *items), fixes=fixes)


def _of(item: storage.Item) -> str:
    return f"message {item.message.hex()}"

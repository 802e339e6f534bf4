"""What a device keeps of originals, by its policy: which it fetches by itself, and which may go again."""

from typing import Final

from owntexts.conditions.policy import Policy

DAY_MS: Final = 24 * 3600 * 1000
FOR_EVER: Final = -(1 << 62)
"""Before any message."""

OPENED_DAYS: Final = 1
"""How long `previews` keeps what the person opened."""


def kept_since(policy: Policy, now: int) -> int | None:
    """Originals of messages from this time (UTC ms) on are kept here; None where pictures of them are enough."""
    match policy.attachments_keep:
        case "originals":
            return FOR_EVER
        case "optimise":
            return now - policy.optimise_days * DAY_MS
        case _:
            return None


def evicted_before(policy: Policy, now: int) -> int | None:
    """Originals of messages before this time, and not opened since, may go once the hub has them; None: all stay."""
    match policy.attachments_keep:
        case "originals":
            return None
        case "optimise":
            return now - policy.optimise_days * DAY_MS
        case _:
            return now - OPENED_DAYS * DAY_MS

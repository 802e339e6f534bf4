"""What was deleted long enough ago goes for good by itself, as long as this device's clock and the hub's agree."""

from typing import Final

from owntexts.agent import contact
from owntexts.conditions.policy import policy_of
from owntexts.replica import deleted, purging, settings, state
from owntexts.replica.database import Replica

GRACE_MS: Final = 10 * 24 * 3600 * 1000
"""How long a deleted message still waits when it is no more promised that it can be taken back."""

PURGES_ALLOWED: Final = "feed.purges_allowed"
OFF_LIMIT_MS: Final = 5 * 60 * 1000
CONTACT_MS: Final = 24 * 3600 * 1000
"""Whoever has not heard the hub's clock for longer does not purge by itself."""


def expire(db: Replica, now: int) -> int:
    """Purges what the person deleted here and is due; how many messages. None while the clocks disagree."""
    if not _clocks_agree(db, now):
        return 0
    keep_ms = policy_of(settings.listed(db)).deleted_keep * 1000
    due = [one for one, at in deleted.deleted_here(db).items() if at + keep_ms + GRACE_MS <= now]
    return purging.purge(db, due).messages if due else 0


def allow_purges(db: Replica, *, allow: bool) -> None:
    """The person said yes to the great purge of another device that holds the feed; or it is done."""
    if allow or purges_allowed(db):
        state.put(db, PURGES_ALLOWED, 1 if allow else None)


def purges_allowed(db: Replica) -> bool:
    """Whether the next great purge was said yes to."""
    return state.get(db, PURGES_ALLOWED) is not None


def _clocks_agree(db: Replica, now: int) -> bool:
    heard = contact.kept(db)
    return heard is not None and abs(heard.offset_ms) <= OFF_LIMIT_MS and 0 <= now - heard.at <= CONTACT_MS

"""What only this device has: changes that the log does not have yet, whatever they wait for."""

from owntexts.replica import outbox, pending
from owntexts.replica.database import Replica


def unsent(db: Replica) -> int:
    """How many changes are not sealed yet, sealed and not in the log, or too large to be sent at all."""
    sealed = sum(item.changes for item in outbox.waiting(db))
    return pending.count(db) + sealed + pending.too_large(db)

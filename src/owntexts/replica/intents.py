"""What the person did, as it is kept here: deleting, reading, pinning, naming, settings."""

from collections.abc import Iterable

from owntexts.model.records import Intent
from owntexts.replica import classing, records, settings, sightings
from owntexts.replica.database import Replica
from owntexts.replica.pending import LIVE

ACCOUNT = settings.ACCOUNT
THREAD = "thread"
MESSAGE = "message"


def record(db: Replica, *intents: Intent, progress: classing.Progress = lambda _done, _total: None) -> None:
    """Keeps what the person did, shows it at once and marks it for sending before any backlog.

    Other own numbers are worked out over all messages, page by page; `progress` is called with (done, total) of them.
    """
    with db.write() as connection:
        records.absorb(connection, intents, LIVE)
        classing.follow(connection, intents)
        sightings.refresh(connection, touched(intents))
    if any(map(classing.concerns_own_numbers, intents)):
        classing.catch_up(db, progress)


def touched(intents: Iterable[Intent]) -> set[bytes]:
    """Ids of the sightings that these intents change the showing of."""
    return {intent.target for intent in intents if intent.scope == MESSAGE and isinstance(intent.target, bytes)}

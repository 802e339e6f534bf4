"""What the person did, as it is kept here: deleting, reading, pinning, naming, settings."""

from collections.abc import Iterable

from owntexts.model import intents as law
from owntexts.model.records import Intent
from owntexts.replica import kinds, records, sightings
from owntexts.replica.database import Connection, Replica
from owntexts.replica.pending import LIVE

ACCOUNT = "account"
THREAD = "thread"
MESSAGE = "message"


def record(db: Replica, *intents: Intent) -> None:
    """Keeps what the person did, shows it at once and marks it for sending before any backlog."""
    with db.write() as connection:
        records.absorb(connection, intents, LIVE)
        sightings.refresh(connection, touched(intents))


def touched(intents: Iterable[Intent]) -> set[bytes]:
    """Ids of the sightings that these intents change the showing of."""
    return {intent.target for intent in intents if intent.scope == MESSAGE and isinstance(intent.target, bytes)}


def of_account(connection: Connection) -> dict[str, Intent]:
    """The account's settings by name."""
    rows = connection.execute("select state from record where kind = ? and target is null", (kinds.INTENT,))
    decoded = [kinds.decode_intent(state) for (state,) in rows]
    by_name: dict[str, list[Intent]] = {}
    for intent in decoded:
        if intent.scope == ACCOUNT:
            by_name.setdefault(str(intent.target), []).append(intent)
    return {name: held for name, intents in by_name.items() for held in law.latest(intents).values()}
